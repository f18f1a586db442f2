# numbers: eps, least difference of logits, the target
def decision_losses(self, executed: Tensor, budget: Tensor, per: float, tokens: List[Tensor], terms: List[Tensor], numbers: List[float]) -> List[Tensor]:
  return [self.rate_loss(executed, budget, per, tokens, numbers[2])]
