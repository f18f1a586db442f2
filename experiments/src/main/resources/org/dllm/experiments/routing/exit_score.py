def exit_score(self, x: Tensor, at: int, rs: List[Tensor], ws: List[Tensor], eps: float) -> Tensor:
  # x (n, D) -> (n), difference of the classifier's logits, exit minus continue
  best, which = torch.topk(torch.softmax(self.head_logits(x, ws, eps), -1), 2, -1, True, True)
  top = torch.select(best, -1, 0)
  z = self.exit_logits(torch.stack([top, top - torch.select(best, -1, 1)], -1), at, rs)
  return torch.select(z, -1, 1) - torch.select(z, -1, 0)
