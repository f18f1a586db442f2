# routers: at index skip_path of a site's arrays A (D, r), then B (r, D)
def skipped(self, before: Tensor, x: Tensor, answer: List[Tensor], p: Tensor, routers: List[Tensor], settings: List[float]) -> Tensor:
  # before, x (B, T, D): the stream before and after a site, p: the site's part of the plan -> x with the path added for
  # tokens that do not execute
  if int(p[0]) == 3:
    h = torch.rms_norm(before, [torch.size(before, -1)], None, settings[0])
    at = int(p[3]) + self.skip_path()
    x = x + torch.unsqueeze(1.0 - answer[0], -1) * torch.matmul(torch.matmul(h, routers[at]), routers[at + 1])
  return x
