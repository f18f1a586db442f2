# executed (B, T): executed share of the layers; budget (B, T): 1 for tokens that count, per: 1 / their number
def rate_loss(self, executed: Tensor, budget: Tensor, per: float, tokens: List[Tensor], target: float) -> Tensor:
  return torch.sum(self.distance(executed - target) * budget) * per
