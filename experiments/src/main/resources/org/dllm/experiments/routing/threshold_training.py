# noise (B, T), or empty if the estimator draws none
# numbers: eps, least difference of logits, target if there is a rate loss, temperature if the estimator has one
def decide(self, x: Tensor, asked: Tensor, site: int, at: int, tokens: List[Tensor], noise: Tensor, rs: List[Tensor], ws: List[Tensor],
    numbers: List[float], state: List[Tensor], terms: List[Tensor]) -> List[Tensor]:
  h = self.router_input(x, asked, tokens, at, rs, numbers[0], state)
  z = self.router_logits(h, at + self.input_arrays(), rs, numbers[0])  # (B, T, 2)
  terms.append(z)
  d = torch.select(z, 2, 1) - torch.select(z, 2, 0)
  return self.remembered(self.weighed(self.estimated(d, noise, numbers), d), state)
