# executed (B, T): executed share of the layers; budget (B, T): 1 for tokens that count, per: 1 / their number
# The distance of each sequence's mean, weighted by its tokens.
def rate_loss(self, executed: Tensor, budget: Tensor, per: float, tokens: List[Tensor], target: float) -> Tensor:
  row = torch.flatten(torch.clamp(tokens[1], 0, None))  # the sequence of each token; padding counts 0
  none = torch.zeros([torch.size(tokens[2], 0)], dtype=6, device=ops.prim.device(executed))
  counted = torch.index_add(none, 0, row, torch.flatten(budget))  # (S)
  rate = torch.index_add(none, 0, row, torch.flatten(executed * budget)) / torch.clamp(counted, 1.0, None)
  return torch.sum(self.distance(rate - target) * counted) * per
