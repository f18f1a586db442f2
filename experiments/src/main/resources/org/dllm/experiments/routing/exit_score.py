def trusted(self, x: Tensor, at: int, rs: List[Tensor], ws: List[Tensor], numbers: List[float]) -> Tensor:
  # x (n, D) -> (n), 1 where the classifier trusts the prediction after this layer; numbers: eps, margin
  best, which = torch.topk(torch.softmax(self.head_logits(x, ws, numbers[0]), -1), 2, -1, True, True)
  top = torch.select(best, -1, 0)
  z = self.exit_logits(torch.stack([top, top - torch.select(best, -1, 1)], -1), at, rs)
  return torch.type_as(torch.ge(torch.select(z, -1, 1) - torch.select(z, -1, 0), numbers[1]), x)
