# The more probable of both decisions under Gumbel noise (eqs 8 and 9 of D-LLM).
#
# noise (B, T): logistic, the difference of two Gumbels; the last number is the temperature
def estimated(self, d: Tensor, noise: Tensor, numbers: List[float]) -> Tensor:
  d = d + noise
  soft = torch.sigmoid(d / numbers[-1])
  # straight-through: exactly 0 or 1 forward, the gradient of `soft` backward
  return torch.to(torch.ge(d, 0.0), 6, False, False, None) + (soft - torch.detach(soft))
