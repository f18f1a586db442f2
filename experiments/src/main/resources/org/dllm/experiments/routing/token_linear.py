# rs: W (D, 2), b (2)
def router_logits(self, x: Tensor, at: int, rs: List[Tensor], eps: float) -> Tensor:
  # x (..., D) -> (..., 2)
  h = torch.rms_norm(x, [torch.size(x, -1)], None, eps)
  return torch.linear(h, torch.t(rs[at]), rs[at + 1])
