def exit_logits(self, f: Tensor, at: int, rs: List[Tensor]) -> Tensor:
  # f (n, 2) -> (n, 2)
  return torch.matmul(f, rs[at]) + rs[at + 1]
