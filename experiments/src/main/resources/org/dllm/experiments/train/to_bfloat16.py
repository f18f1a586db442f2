# x (...) float32 -> the same in bfloat16, a type that Java can carry but not read
def forward(self, x: Tensor) -> Tensor:
  return torch.to(x, 15, False, False, None)
