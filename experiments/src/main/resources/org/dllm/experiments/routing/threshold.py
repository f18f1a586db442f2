# numbers: eps, the least difference of logits with which a token executes
def decide(self, x: Tensor, asked: Tensor, site: int, at: int, tokens: List[Tensor], rs: List[Tensor], ws: List[Tensor], numbers: List[float], state: List[Tensor]) -> List[Tensor]:
  # x (n, D) -> (n) bool
  z = self.router_logits(x, at, rs, numbers[0])  # (n, 2)
  return [torch.ge(torch.select(z, 1, 1) - torch.select(z, 1, 0), numbers[1])]
