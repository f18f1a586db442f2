# Only rates above the target cost.
def distance(self, d: Tensor) -> Tensor:
  return torch.relu(d)
