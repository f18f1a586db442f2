# target: one array, overwritten in place. It is a list so that the array keeps its name, which other scripts need.
def forward(self, target: List[Tensor], values: Tensor) -> Tensor:
  return torch.copy_(target[0], values)
