# executed (B, T): executed share of the layers; budget (B, T): 1 for tokens that count, per: 1 / their number
# The distance of the mean of a micro-batch, weighted by its tokens.
def rate_loss(self, executed: Tensor, budget: Tensor, per: float, tokens: List[Tensor], target: float) -> Tensor:
  counted = torch.sum(budget)
  rate = torch.sum(executed * budget) / torch.clamp(counted, 1.0, None)
  return self.distance(rate - target) * counted * per
