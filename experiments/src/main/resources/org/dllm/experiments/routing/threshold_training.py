# The more probable of both decisions under Gumbel noise (eqs 8 and 9 of D-LLM).
#
# noise (B, T): logistic, the difference of two Gumbels
# numbers: eps, threshold at inference, temperature, ...
def decide(self, x: Tensor, asked: Tensor, site: int, at: int, tokens: List[Tensor], noise: Tensor, rs: List[Tensor], ws: List[Tensor],
    numbers: List[float], state: List[Tensor], terms: List[Tensor]) -> List[Tensor]:
  z = self.router_logits(x, at, rs, numbers[0])  # (B, T, 2)
  d = torch.select(z, 2, 1) - torch.select(z, 2, 0) + noise
  soft = torch.sigmoid(d / numbers[2])
  # straight-through: exactly 0 or 1 forward, the gradient of `soft` backward
  return [torch.to(torch.ge(d, 0.0), 6, False, False, None) + (soft - torch.detach(soft))]
