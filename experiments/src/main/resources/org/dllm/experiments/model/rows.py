# Functions shared by prefill.py, decode_row.py and decode_rows.py; each row is a token.
def product(self, x: Tensor, w: Tensor) -> Tensor:
  # weights may be bfloat16; the result is float32
  return torch.type_as(torch.matmul(torch.type_as(x, w), w), x)

def norm(self, x: Tensor, gain: Tensor, eps: float) -> Tensor:
  return torch.rms_norm(x, [torch.size(x, 1)], gain, eps)

def executes(self, x: Tensor, at: int, rs: List[Tensor], eps: float, margin: float) -> Tensor:
  # x (n, D) -> (n) bool
  z = self.router_logits(x, at, rs, eps)  # (n, 2)
  return torch.ge(torch.select(z, 1, 1) - torch.select(z, 1, 0), margin)

def decided(self, x: Tensor, given: Tensor, at: int, rs: List[Tensor], eps: float, margin: float) -> Tensor:
  # given (n) uint8: 0 skip, 1 execute, 2 ask the router -> (n) bool
  run = torch.eq(given, 1)
  asked = torch.squeeze(torch.nonzero(torch.eq(given, 2)), 1)
  if torch.size(asked, 0) > 0:
    answers = self.executes(torch.index_select(x, 0, asked), at, rs, eps, margin)
    run = torch.index_copy(run, 0, asked, answers)
  return run

def rotated(self, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
  # x (n, heads, hd); element i of the first half is paired with element i of the second
  return torch.addcmul(x * cos, torch.roll(x, [torch.size(x, 2) // 2], [2]), sin)

def likeliest(self, logits: Tensor) -> Tensor:
  # logits (n, V) -> (n) most likely token, -1 if the row contains NaN (max returns NaN then)
  # max is used because it takes half the time of argmax on a CPU
  largest, best = torch.max(logits, 1)
  return torch.masked_fill(best, torch.isnan(largest), -1)

def completed(self, x: Tensor, a: Tensor, w: int, ws: List[Tensor], eps: float) -> Tensor:
  # finishes the layer at ws[w], given its attention a (n, H hd): output projection and feed-forward part
  x = x + self.product(a, ws[w + 2])
  gate, up = torch.chunk(self.product(self.norm(x, ws[w + 3], eps), ws[w + 4]), 2, 1)
  return x + self.product(torch.silu(gate) * up, ws[w + 5])
