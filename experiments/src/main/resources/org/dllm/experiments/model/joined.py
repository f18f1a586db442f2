# parts: matrices with the same input (out_i, in) -> their concatenation, (sum of out_i, in), in new memory
def forward(self, parts: List[Tensor]) -> Tensor:
  return torch.clone(torch.cat(parts))
