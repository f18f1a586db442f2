# A token that skips a site stays as it is.
def skipped(self, before: Tensor, x: Tensor, answer: List[Tensor], p: Tensor, routers: List[Tensor], settings: List[float],
    numbers: List[float], errors: List[Tensor]) -> Tensor:
  return x
