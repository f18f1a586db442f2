# numbers: eps, the least difference of logits with which a token executes
def decide(self, x: Tensor, asked: Tensor, site: int, at: int, tokens: List[Tensor], rs: List[Tensor], ws: List[Tensor], numbers: List[float], state: List[Tensor]) -> List[Tensor]:
  # x (n, D) -> (n) bool; with a soft gate, also the factor (n)
  h = self.router_input(x, asked, tokens, at, rs, numbers[0], state)
  z = self.router_logits(h, at + self.input_arrays(), rs, numbers[0])  # (n, 2)
  d = torch.select(z, 1, 1) - torch.select(z, 1, 0)
  return self.answered(self.remembered(self.weighed(torch.ge(d, numbers[1]), d), state), d)
