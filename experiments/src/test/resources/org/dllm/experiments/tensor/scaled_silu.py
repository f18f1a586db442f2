# x (..., D), scale () -> silu(x) * scale (..., D)
def forward(self, x: Tensor, scale: Tensor) -> Tensor:
  return torch.mul(torch.silu(x), scale)
