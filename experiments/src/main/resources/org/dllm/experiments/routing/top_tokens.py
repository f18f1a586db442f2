def decide(self, x: Tensor, asked: Tensor, site: int, at: int, tokens: List[Tensor], rs: List[Tensor], ws: List[Tensor], numbers: List[float], state: List[Tensor]) -> List[Tensor]:
  # x (n, D) -> (n) bool, factor (n)
  score = self.token_score(x, at, rs, numbers)
  d = self.predicted(x, score, at, rs, numbers[0])
  return self.answered([torch.gt(d, 0.0), self.token_factor(score, numbers)], d)
