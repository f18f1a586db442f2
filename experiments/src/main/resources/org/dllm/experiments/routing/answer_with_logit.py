# d (n): difference of logits, execute minus skip, nan for tokens without a decision of their own
def answered(self, answer: List[Tensor], d: Tensor) -> List[Tensor]:
  # [run] or [run, factor] -> [run, factor, d]
  if torch.len(answer) < 2:
    answer.append(torch.ones_like(d))
  answer.append(d)
  return answer
