# Decodes one token of one sequence. With eviction, a skipped layer costs only its decision.
#
# id, position (1) int64; given (L) uint8: attention + 4 x feed-forward, each 0 skip, 1 execute, 2 ask the decider,
#   3 follow the attention; one number is read per layer, because reading takes longer than arithmetic
# counts (L, 1) int64: entries in each cache, incremented here
# sizes, numbers, at, cos, sin, ws, rs as in prefill.py; caches (2, 1, KV, C, hd) of each layer, written here
# -> packed (1 + 2 L) int64: the most likely next token or -1 if logits are NaN, then per site whether it executed; logits (1, V)
def shared(self, x: Tensor, w: Tensor, parts: int, scale: float, nothing: Tensor) -> Tensor:
  # x -> scale x w. A one-row product runs on one thread, so w is split into row blocks, one per thread.
  K = torch.size(x, 1) // parts
  sums = torch.baddbmm(nothing, torch.view(x, [parts, 1, K]), torch.view(w, [parts, K, torch.size(w, 1)]), beta=0., alpha=scale)
  return torch.sum(sums, [0])

def normed(self, x: Tensor, gain: Tensor, w: Tensor, eps: float, parts: int, nothing: Tensor) -> Tensor:
  # x -> norm(x) w. The norm of one row is one number, passed to the product as its scale:
  # small operators take most of the time of a decode step, after reading weights.
  if ops.prim.dtype(w) == 6 and not ops.prim.is_cuda(w):
    length = float(torch.linalg_vector_norm(x))
    scale = (length * length / torch.size(x, 1) + eps) ** -0.5
    if torch.size(x, 1) % parts == 0 and parts > 1:
      y = self.shared(x * gain, w, parts, scale, nothing)
    else:
      y = torch.addmm(nothing, x * gain, w, beta=0., alpha=scale)
  else:
    y = self.product(self.norm(x, gain, eps), w)
  return y

def plus(self, y: Tensor, x: Tensor, w: Tensor, parts: int, nothing: Tensor) -> Tensor:
  # y + x w
  if ops.prim.dtype(w) != 6:
    y = y + self.product(x, w)
  elif torch.size(x, 1) % parts == 0 and parts > 1:
    y = y + self.shared(x, w, parts, 1., nothing)
  else:
    y = torch.addmm(y, x, w)
  return y

def weighted(self, x: Tensor, y: Tensor, answer: List[Tensor]) -> Tensor:
  # x before a site, y after it -> x + factor (y - x)
  if torch.len(answer) > 1:
    y = torch.lerp(x, y, answer[1])
  return y

def forward(self, id: Tensor, position: Tensor, given: Tensor, counts: Tensor, sizes: Tensor,
    numbers: Tensor, at: Tensor, cos: Tensor, sin: Tensor, ws: List[Tensor], rs: List[Tensor], caches: List[Tensor]) -> List[Tensor]:
  H = torch.size(sizes, 0)
  KV = torch.size(sizes, 1)
  hd = torch.size(sizes, 2)
  policy = torch.size(sizes, 3)
  parts = torch.size(sizes, 5)  # blocks of a product, one for each thread
  settings = self.listed(numbers)
  eps = settings[0]
  L = torch.size(counts, 0)
  G = H // KV
  half = hd // 2
  x = torch.to(torch.embedding(ws[0], id), 6, False, False, None)  # (1, D)
  # one rotation for q, k and v: values are rotated by angle 0
  cos = torch.expand(torch.view(torch.index_select(cos, 0, position), [1, hd]), [H + KV, hd])
  sin = torch.expand(torch.view(torch.index_select(sin, 0, position), [1, hd]), [H + KV, hd])
  cos = torch.cat([cos, torch.ones([KV, hd], dtype=6, device=ops.prim.device(x))])  # (H + 2 KV, hd)
  sin = torch.cat([sin, torch.zeros([KV, hd], dtype=6, device=ops.prim.device(x))])
  nothing = torch.zeros([1], dtype=6, device=ops.prim.device(x))
  row = torch.zeros_like(id)
  tokens = [position, row]
  none: List[Tensor] = []
  state: List[Tensor] = []
  executed: List[int] = []
  for l in range(L):
    w = 3 + l * 6
    both = int(given[l])
    g = both % 4
    run = g == 1
    answer = none
    if g == 2:
      answer = self.decide(x, row, 2 * l, int(at[2 * l]), tokens, rs, ws, settings, state)
      run = bool(answer[0])
    executed.append(int(run))
    entered = x
    if run or policy > 0:
      count = torch.select(counts, 0, l)
      place = int(count)
      cache = caches[l]
      if run:
        qkv = torch.view(self.normed(x, ws[w], ws[w + 1], eps, parts, nothing), [H + 2 * KV, hd])
        qkv = torch.addcmul(qkv * cos, torch.roll(qkv, [half], [1]), sin)
        kv = torch.narrow(qkv, 0, H, 2 * KV)
        torch.copy_(torch.select(cache, 3, place), torch.view(kv, [2, 1, KV, hd]))
        keys, values = torch.unbind(torch.narrow(cache, 3, 0, place + 1))
        # group the query heads that share a key head
        q = torch.view(torch.narrow(qkv, 0, 0, H), [1, KV, G, hd])
        a = torch.scaled_dot_product_attention(q, keys, values, None, 0., False)
        x = self.plus(x, torch.view(a, [1, H * hd]), ws[w + 2], parts, nothing)
      elif policy == 2 and l > 0:
        torch.copy_(torch.select(cache, 3, place), torch.select(caches[l - 1], 3, place))
      else:
        h = self.norm(x, ws[w], eps)
        kv = torch.view(self.product(h, torch.narrow(ws[w + 1], 1, H * hd, 2 * KV * hd)), [2 * KV, hd])
        kv = torch.addcmul(kv * torch.narrow(cos, 0, H, 2 * KV), torch.roll(kv, [half], [1]), torch.narrow(sin, 0, H, 2 * KV))
        torch.copy_(torch.select(cache, 3, place), torch.view(kv, [2, 1, KV, hd]))
      torch.add_(count, 1)
    x = self.skipped_row(x, g == 2 and not run, at, 2 * l, rs, settings)
    g = both // 4
    if g != 3:
      x = self.weighted(entered, x, answer)
      entered = x
      run = g == 1
      answer = none
      if g == 2:
        answer = self.decide(x, row, 2 * l + 1, int(at[2 * l + 1]), tokens, rs, ws, settings, state)
        run = bool(answer[0])
      x = self.skipped_row(x, g == 2 and not run, at, 2 * l + 1, rs, settings)
    executed.append(int(run))
    if run:
      gate, up = torch.chunk(self.normed(x, ws[w + 3], ws[w + 4], eps, parts, nothing), 2, 1)
      x = self.plus(x, torch.silu(gate) * up, ws[w + 5], parts, nothing)
      x = self.weighted(entered, x, answer)
  logits = self.normed(x, ws[1], ws[2], eps, parts, nothing)  # (1, V)
  best = torch.to(self.likeliest(logits), torch.device("cpu"), 4)
  return [torch.cat([best, torch.tensor(executed, dtype=4)]), logits]
