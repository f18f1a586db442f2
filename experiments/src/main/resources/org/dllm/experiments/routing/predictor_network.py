# rs: score, its bias, W1 (D, h), b1 (h), W2 (h, 1), b2 (1)
def predicted(self, x: Tensor, score: Tensor, at: int, rs: List[Tensor], eps: float) -> Tensor:
  # x (..., D), score (...) -> logit of executing (...)
  h = torch.rms_norm(torch.detach(x), [torch.size(x, -1)], None, eps)
  h = torch.silu(torch.linear(h, torch.t(rs[at + 2]), rs[at + 3]))
  return torch.squeeze(torch.matmul(h, rs[at + 4]), -1) + rs[at + 5]
