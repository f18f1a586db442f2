# The output of a site is multiplied by the probability of executing it.
def weighed(self, run: Tensor, d: Tensor) -> List[Tensor]:
  return [run, torch.sigmoid(d)]
