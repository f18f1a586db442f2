def distance(self, d: Tensor) -> Tensor:
  return torch.abs(d)
