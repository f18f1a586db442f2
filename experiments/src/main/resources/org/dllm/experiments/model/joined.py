# parts: matrices of one input (out_i, in) -> a copy of them as one, (sum of out_i, in)
def forward(self, parts: List[Tensor]) -> Tensor:
  return torch.clone(torch.cat(parts))
