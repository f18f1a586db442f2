def exit_logits(self, f: Tensor, at: int, rs: List[Tensor]) -> Tensor:
  # f (n, 2) -> (n, 2)
  return torch.matmul(torch.relu(torch.matmul(f, rs[at]) + rs[at + 1]), rs[at + 2]) + rs[at + 3]
