# What prefill and both forms of decoding do alike to tokens, which are rows.
def product(self, x: Tensor, w: Tensor) -> Tensor:
  # weights may be bfloat16; what leaves a product is float32 again
  return torch.type_as(torch.matmul(torch.type_as(x, w), w), x)

def norm(self, x: Tensor, gain: Tensor, eps: float) -> Tensor:
  return torch.rms_norm(x, [torch.size(x, 1)], gain, eps)

def executes(self, x: Tensor, at: int, rs: List[Tensor], eps: float, margin: float) -> Tensor:
  # x (n, D) -> (n) bool
  z = self.router_logits(x, at, rs, eps)  # (n, 2)
  return torch.ge(torch.select(z, 1, 1) - torch.select(z, 1, 0), margin)

def rotated(self, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
  # x (n, heads, hd); each half is turned by the other
  return torch.addcmul(x * cos, torch.roll(x, [torch.size(x, 2) // 2], [2]), sin)

