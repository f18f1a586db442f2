# The decision of inference, with the gradient of its probability.
def estimated(self, d: Tensor, noise: Tensor, numbers: List[float]) -> Tensor:
  soft = torch.sigmoid(d)
  return torch.to(torch.ge(d, numbers[1]), 6, False, False, None) + (soft - torch.detach(soft))
