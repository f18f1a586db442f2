# A token that skips a site stays as it is.
def skipped(self, x: Tensor, run: Tensor, given: Tensor, at: Tensor, site: int, rs: List[Tensor], numbers: List[float]) -> Tensor:
  return x

def skipped_row(self, x: Tensor, skips: bool, at: Tensor, site: int, rs: List[Tensor], numbers: List[float]) -> Tensor:
  return x
