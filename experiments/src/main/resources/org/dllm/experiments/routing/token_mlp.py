# rs: W1 (D, h), b1 (h), gain (h), W2 (h, 2), b2 (2)
def router_logits(self, x: Tensor, at: int, rs: List[Tensor], eps: float) -> Tensor:
  # x (..., D) -> (..., 2)
  h = torch.linear(x, torch.t(rs[at]), rs[at + 1])
  h = torch.silu(torch.rms_norm(h, [torch.size(h, -1)], rs[at + 2], eps))
  return torch.linear(h, torch.t(rs[at + 3]), rs[at + 4])
