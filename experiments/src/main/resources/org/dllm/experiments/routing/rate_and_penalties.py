# numbers: eps, least difference of logits, the target; terms: the logits (B, T, 2) of each site
def decision_losses(self, executed: Tensor, budget: Tensor, per: float, tokens: List[Tensor], terms: List[Tensor], numbers: List[float]) -> List[Tensor]:
  z = torch.stack(terms)  # (sites, B, T, 2)
  d = torch.select(z, 3, 1) - torch.select(z, 3, 0)
  # 1 - H / log 2, where H is the entropy of the decision: 0 if both are equally likely, 1 if one is certain
  certainty = 1.0 - (torch.softplus(d) - d * torch.sigmoid(d)) / 0.6931471805599453
  entropy = torch.sum(torch.mean(certainty, [0]) * budget) * per
  logit = torch.sum(torch.mean(torch.sum(z * z, [-1]), [0]) * budget) * per
  return [self.rate_loss(executed, budget, per, tokens, numbers[2]), entropy, logit]
