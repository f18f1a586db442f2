# routers: at index skip_path of a site's arrays A (D, r), then B (r, D)
def skipped(self, before: Tensor, x: Tensor, answer: List[Tensor], p: Tensor, routers: List[Tensor], settings: List[float],
    numbers: List[float], errors: List[Tensor]) -> Tensor:
  # before, x (B, T, D): the stream before and after a site, p: the site's part of the plan -> x with the path added for
  # tokens that do not execute. If numbers[3] is 1, errors get the relative squared errors (B, T) of the path's forecasts.
  if int(p[0]) == 3:
    if numbers[3] > 0.0:
      before = torch.detach(before)
    h = torch.rms_norm(before, [torch.size(before, -1)], None, settings[0])
    at = int(p[3]) + self.skip_path()
    path = torch.matmul(torch.matmul(h, routers[at]), routers[at + 1])
    if numbers[3] > 0.0:
      change = torch.detach(x - before)
      error = path - change
      errors.append(torch.sum(error * error, [-1]) / (torch.sum(change * change, [-1]) + 1e-6))
    x = x + torch.unsqueeze(torch.rsub(answer[0], 1.0), -1) * path
  return x
