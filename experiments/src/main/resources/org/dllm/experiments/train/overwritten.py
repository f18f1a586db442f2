# target: one array, in place; a list, as arrays that other scripts take in lists keep their names
def forward(self, target: List[Tensor], values: Tensor) -> Tensor:
  return torch.copy_(target[0], values)
