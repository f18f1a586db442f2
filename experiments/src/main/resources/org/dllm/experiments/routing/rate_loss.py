# executed (B, T): executed share of the layers; budget (B, T): 1 for tokens that count, per: 1 / their number
# numbers: ..., the target
def decision_losses(self, executed: Tensor, budget: Tensor, per: float, terms: List[Tensor], numbers: List[float]) -> List[Tensor]:
  return [torch.sum(torch.abs(executed - numbers[-1]) * budget) * per]
