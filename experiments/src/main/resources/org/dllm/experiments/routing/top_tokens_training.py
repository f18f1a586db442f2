# The tokens with the highest scores of their sequence; of equal scores, the earlier tokens.
#
# numbers: eps, whether the factor is a sigmoid, share of the tokens that execute
def decide(self, x: Tensor, asked: Tensor, site: int, at: int, tokens: List[Tensor], noise: Tensor, rs: List[Tensor], ws: List[Tensor],
    numbers: List[float], state: List[Tensor], terms: List[Tensor]) -> List[Tensor]:
  T = torch.size(x, 1)
  score = self.token_score(x, at, rs, numbers)  # (B, T)
  own = torch.unsqueeze(score, 2)  # (B, T, 1)
  other = torch.unsqueeze(score, 1)  # (B, 1, T)
  rivals = torch.eq(torch.unsqueeze(tokens[1], 2), torch.unsqueeze(tokens[1], 1))
  rivals = torch.logical_and(rivals, torch.unsqueeze(asked, 1))  # (B, T, T), no padding
  earlier = torch.tril(torch.ones([T, T], dtype=11, device=ops.prim.device(x)), -1)
  ahead = torch.logical_or(torch.gt(other, own), torch.logical_and(torch.eq(other, own), earlier))
  # rounded up; the small number absorbs the rounding error of a product that should be whole
  places = torch.ceil(torch.sum(rivals, [2]) * numbers[2] - 1e-4)  # (B, T)
  run = torch.lt(torch.sum(torch.logical_and(rivals, ahead), [2]), places)
  run = torch.to(run, 6, False, False, None)
  logit = self.predicted(x, score, at, rs, numbers[0])
  terms.append((torch.softplus(logit) - logit * run) * torch.to(asked, 6, False, False, None))
  return [run, self.token_factor(score, numbers)]

# binary cross-entropy of the predictor, mean over sites and tokens
def decision_losses(self, executed: Tensor, budget: Tensor, per: float, tokens: List[Tensor], terms: List[Tensor], numbers: List[float]) -> List[Tensor]:
  return [torch.sum(torch.mean(torch.stack(terms), [0]) * budget) * per]
