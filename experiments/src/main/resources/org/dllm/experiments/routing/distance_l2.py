def distance(self, d: Tensor) -> Tensor:
  return d * d
