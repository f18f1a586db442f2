# Matrix products one after the other, all but the last thrown away.
def forward(self, lefts: List[Tensor], rights: List[Tensor]) -> Tensor:
  y = torch.mm(lefts[0], rights[0])
  for i in range(1, torch.len(lefts)):
    y = torch.mm(lefts[i], rights[i])
  return y
