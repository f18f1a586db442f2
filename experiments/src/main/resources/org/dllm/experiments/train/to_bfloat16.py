# x (...) float32 -> x in bfloat16. Java code can pass such tensors on but cannot read their elements.
def forward(self, x: Tensor) -> Tensor:
  return torch.to(x, 15, False, False, None)
