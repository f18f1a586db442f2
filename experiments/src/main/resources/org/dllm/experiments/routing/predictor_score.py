# The score is the logit of its own decision.
def predicted(self, x: Tensor, score: Tensor, at: int, rs: List[Tensor], eps: float) -> Tensor:
  # x (..., D), score (...) -> logit of executing (...)
  return score
