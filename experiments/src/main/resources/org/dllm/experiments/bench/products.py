# Computes matrix products one after the other and returns the last.
def forward(self, lefts: List[Tensor], rights: List[Tensor]) -> Tensor:
  y = torch.mm(lefts[0], rights[0])
  for i in range(1, torch.len(lefts)):
    y = torch.mm(lefts[i], rights[i])
  return y
