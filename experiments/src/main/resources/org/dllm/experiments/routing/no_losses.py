def decision_losses(self, executed: Tensor, budget: Tensor, per: float, terms: List[Tensor], numbers: List[float]) -> List[Tensor]:
  none: List[Tensor] = []
  return none
