# errors (B, T) of each site, or empty; budget (B, T): 1 for tokens that count, per: 1 / their number
def forecast_losses(self, budget: Tensor, per: float, errors: List[Tensor]) -> List[Tensor]:
  loss = torch.zeros([], dtype=6, device=ops.prim.device(budget))
  if torch.len(errors) > 0:
    loss = torch.sum(torch.mean(torch.stack(errors), [0]) * budget) * per
  return [loss]
