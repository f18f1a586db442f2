# rs: at index skip_path of a site's arrays A (D, r), then B (r, D)
def along(self, x: Tensor, at: int, rs: List[Tensor], eps: float) -> Tensor:
  h = torch.rms_norm(x, [torch.size(x, -1)], None, eps)
  return x + torch.matmul(torch.matmul(h, rs[at + self.skip_path()]), rs[at + self.skip_path() + 1])

def skipped(self, x: Tensor, run: Tensor, given: Tensor, at: Tensor, site: int, rs: List[Tensor], numbers: List[float]) -> Tensor:
  # x (N, D), run (N) bool, given (2 L, N) uint8 -> x with the path added for tokens that asked and do not execute
  skips = torch.logical_and(torch.eq(given[site], 2), torch.logical_not(run))
  rows = torch.squeeze(torch.nonzero(skips), 1)
  if torch.size(rows, 0) > 0:
    x = self.written(x, rows, self.along(self.selected(x, rows), int(at[site]), rs, numbers[0]))
  return x

def skipped_row(self, x: Tensor, skips: bool, at: Tensor, site: int, rs: List[Tensor], numbers: List[float]) -> Tensor:
  # x (1, D)
  if skips:
    x = self.along(x, int(at[site]), rs, numbers[0])
  return x
