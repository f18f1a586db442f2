# rs: W (D, 2), b (2)
def router_logits(self, x: Tensor, at: int, rs: List[Tensor], eps: float) -> Tensor:
  # x (..., D) -> (..., 2)
  return torch.linear(x, torch.t(rs[at]), rs[at + 1])
