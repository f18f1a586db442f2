# Functions shared by prefill.py, decode_row.py and decode_rows.py; each row is a token.
def product(self, x: Tensor, w: Tensor) -> Tensor:
  # weights may be bfloat16; the result is float32
  return torch.type_as(torch.matmul(torch.type_as(x, w), w), x)

def norm(self, x: Tensor, gain: Tensor, eps: float) -> Tensor:
  return torch.rms_norm(x, [torch.size(x, 1)], gain, eps)

def gate_up(self, h: Tensor, at: List[int], ws: List[Tensor], lora: List[Tensor], numbers: List[float]) -> Tuple[Tensor, Tensor]:
  gate, up = torch.chunk(self.product(h, ws[at[0] + 1]), 2, 1)
  return (gate, up)

def down(self, f: Tensor, at: List[int], ws: List[Tensor], lora: List[Tensor], numbers: List[float]) -> Tensor:
  return self.product(f, ws[at[0] + 2])

def out(self, a: Tensor, at: List[int], ws: List[Tensor], lora: List[Tensor], numbers: List[float]) -> Tensor:
  return self.product(a, ws[at[0] + 2])

def head_logits(self, x: Tensor, ws: List[Tensor], eps: float) -> Tensor:
  # x (n, D) -> (n, V), for decisions that look at the model's next token
  return self.product(self.norm(x, ws[1], eps), ws[2])

def listed(self, numbers: Tensor) -> List[float]:
  values: List[float] = []
  for i in range(torch.numel(numbers)):
    values.append(float(numbers[i]))
  return values

def decided(self, x: Tensor, given: Tensor, site: int, at: int, tokens: List[Tensor], rs: List[Tensor], ws: List[Tensor], numbers: List[float], state: List[Tensor]) -> List[Tensor]:
  # x (N, D), given (N) uint8: 0 skip, 1 execute, 2 ask the decider
  # -> run (N) bool; if the decider weights outputs, also the factor of each output (N); if it reports its logits,
  #    both and the difference of logits (N), nan for tokens without a decision of their own
  # A token's state is 0 until its first decision.
  run = torch.eq(given, 1)
  asked = torch.squeeze(torch.nonzero(torch.eq(given, 2)), 1)
  answer = [run]
  if torch.size(asked, 0) > 0:
    own: List[Tensor] = []
    for i in range(torch.len(state)):
      own.append(torch.index_select(state[i], 0, asked))
    found = self.decide(torch.index_select(x, 0, asked), asked, site, at, tokens, rs, ws, numbers, own)
    for i in range(torch.len(own)):
      if i == torch.len(state):
        state.append(torch.zeros([torch.size(x, 0)] + torch.slice(torch.size(own[i]), 1, 9223372036854775807, 1), dtype=ops.prim.dtype(own[i]), device=ops.prim.device(x)))
      state[i] = torch.index_copy(state[i], 0, asked, own[i])
    answer = [torch.index_copy(run, 0, asked, found[0])]
    if torch.len(found) > 1:
      factor = torch.ones([torch.size(x, 0)], dtype=6, device=ops.prim.device(x))
      answer.append(torch.index_copy(factor, 0, asked, found[1]))
    if torch.len(found) > 2:
      d = torch.full([torch.size(x, 0)], nan, dtype=6, device=ops.prim.device(x))
      answer.append(torch.index_copy(d, 0, asked, found[2]))
  return answer

def of_rows(self, answer: List[Tensor], rows: Tensor) -> Optional[Tensor]:
  # the factors of some rows; none if the decider weights no outputs
  factor: Optional[Tensor] = None
  if torch.len(answer) > 1:
    factor = torch.index_select(answer[1], 0, rows)
  return factor

def selected(self, x: Tensor, rows: Tensor) -> Tensor:
  # some rows of x (N, ...), in order; x itself if it is all of them
  if torch.size(rows, 0) < torch.size(x, 0):
    x = torch.index_select(x, 0, rows)
  return x

def written(self, x: Tensor, rows: Tensor, y: Tensor) -> Tensor:
  # x (N, D) with some rows replaced by y (n, D)
  if torch.size(rows, 0) < torch.size(x, 0):
    y = torch.index_copy(x, 0, rows, y)
  return y

def rotated(self, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
  # x (n, heads, hd); element i of the first half is paired with element i of the second
  return torch.addcmul(x * cos, torch.roll(x, [torch.size(x, 2) // 2], [2]), sin)

def projected(self, x: Tensor, e: Tensor, c: Tensor, cos: Tensor, sin: Tensor, heads: List[int], w: int, ws: List[Tensor], numbers: List[float]) -> Tuple[Tensor, Tensor]:
  # x (N, D); e (n) rows that execute, c (m) rows whose keys and values are computed, among them e
  # -> queries (n, H, hd), keys and values (m, 2 KV, hd)
  H, KV, hd = heads
  n = torch.size(e, 0)
  m = torch.size(c, 0)
  h = self.norm(self.selected(x, c), ws[w], numbers[0])  # (m, D)
  ck = self.selected(cos, c)
  sk = self.selected(sin, c)
  if n == m:
    qkv = torch.view(self.product(h, ws[w + 1]), [m, H + 2 * KV, hd])
    qk = self.rotated(torch.narrow(qkv, 1, 0, H + KV), ck, sk)
    q = torch.narrow(qk, 1, 0, H)
    kv = torch.cat([torch.narrow(qk, 1, H, KV), torch.narrow(qkv, 1, H + KV, KV)], 1)
  else:
    kv = torch.view(self.product(h, torch.narrow(ws[w + 1], 1, H * hd, 2 * KV * hd)), [m, 2 * KV, hd])
    kv = torch.cat([self.rotated(torch.narrow(kv, 1, 0, KV), ck, sk), torch.narrow(kv, 1, KV, KV)], 1)
    h = self.norm(torch.index_select(x, 0, e), ws[w], numbers[0])
    q = torch.view(self.product(h, torch.narrow(ws[w + 1], 1, 0, H * hd)), [n, H, hd])
    q = self.rotated(q, torch.index_select(cos, 0, e), torch.index_select(sin, 0, e))
  return (q, kv)

def likeliest(self, logits: Tensor) -> Tensor:
  # logits (n, V) -> (n) most likely token, -1 if the row contains NaN (max returns NaN then)
  # max is used because it takes half the time of argmax on a CPU
  largest, best = torch.max(logits, 1)
  return torch.masked_fill(best, torch.isnan(largest), -1)
