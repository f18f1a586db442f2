# One token of one sequence: a layer that the token skips is not touched at all.
#
# id, position (1) int64; given (L) uint8: 0 skip, 1 execute, 2 ask the router
# counts (L, 1) int64: entries in each cache, counted up here
# sizes, numbers, cos, sin, ws, rs as in prefill.py; caches (2, 1, KV, C, hd) of each layer, written here
# -> told (1 + L) int64: the likeliest next token, and per layer whether it executed; logits (1, V)
def product(self, x: Tensor, w: Tensor) -> Tensor:
  return torch.type_as(torch.matmul(torch.type_as(x, w), w), x)

def norm(self, x: Tensor, gain: Tensor, eps: float) -> Tensor:
  return torch.rms_norm(x, [torch.size(x, 1)], gain, eps)

def executes(self, x: Tensor, at: int, rs: List[Tensor], eps: float, margin: float) -> bool:
  h = torch.silu(self.norm(torch.addmm(rs[at + 1], x, rs[at]), rs[at + 2], eps))
  z = torch.addmm(rs[at + 4], h, rs[at + 3])  # (1, 2)
  return bool(torch.ge(torch.select(z, 1, 1) - torch.select(z, 1, 0), margin))

def forward(self, id: Tensor, position: Tensor, given: Tensor, counts: Tensor, sizes: Tensor,
    numbers: Tensor, cos: Tensor, sin: Tensor, ws: List[Tensor], rs: List[Tensor], caches: List[Tensor]) -> List[Tensor]:
  H = torch.size(sizes, 0)
  KV = torch.size(sizes, 1)
  hd = torch.size(sizes, 2)
  first = torch.size(sizes, 3)
  evict = torch.size(sizes, 4) > 0
  eps = float(numbers[0])
  margin = float(numbers[1])
  L = torch.size(given, 0)
  G = H // KV
  half = hd // 2
  x = torch.to(torch.embedding(ws[0], id), 6, False, False, None)  # (1, D)
  # one rotation for q, k and v: values are turned by nothing
  cos = torch.expand(torch.view(torch.index_select(cos, 0, position), [1, hd]), [H + KV, hd])
  sin = torch.expand(torch.view(torch.index_select(sin, 0, position), [1, hd]), [H + KV, hd])
  cos = torch.cat([cos, torch.ones([KV, hd], dtype=6, device=ops.prim.device(x))])  # (H + 2 KV, hd)
  sin = torch.cat([sin, torch.zeros([KV, hd], dtype=6, device=ops.prim.device(x))])
  told = torch.zeros([1 + L], dtype=4, device=torch.device("cpu"))
  for l in range(L):
    w = 3 + l * 6
    g = int(given[l])
    run = g == 1
    if g == 2:
      run = self.executes(x, (l - first) * 5, rs, eps, margin)
    if run or not evict:
      count = torch.select(counts, 0, l)
      place = int(count)
      cache = caches[l]
      h = self.norm(x, ws[w], eps)
      if run:
        qkv = torch.view(self.product(h, ws[w + 1]), [H + 2 * KV, hd])
        qkv = torch.addcmul(qkv * cos, torch.roll(qkv, [half], [1]), sin)
        kv = torch.narrow(qkv, 0, H, 2 * KV)
        torch.copy_(torch.select(cache, 3, place), torch.view(kv, [2, 1, KV, hd]))
        keys, values = torch.unbind(torch.narrow(cache, 3, 0, place + 1))
        # the query heads of one key head stand as its rows
        q = torch.view(torch.narrow(qkv, 0, 0, H), [1, KV, G, hd])
        a = torch.scaled_dot_product_attention(q, keys, values, None, 0., False)
        x = x + self.product(torch.view(a, [1, H * hd]), ws[w + 2])
        gate, up = torch.chunk(self.product(self.norm(x, ws[w + 3], eps), ws[w + 4]), 2, 1)
        x = x + self.product(torch.silu(gate) * up, ws[w + 5])
        torch.fill_(torch.select(told, 0, 1 + l), 1)
      else:
        kv = torch.view(self.product(h, torch.narrow(ws[w + 1], 1, H * hd, 2 * KV * hd)), [2 * KV, hd])
        kv = torch.addcmul(kv * torch.narrow(cos, 0, H, 2 * KV), torch.roll(kv, [half], [1]), torch.narrow(sin, 0, H, 2 * KV))
        torch.copy_(torch.select(cache, 3, place), torch.view(kv, [2, 1, KV, hd]))
      torch.add_(count, 1)
  logits = self.product(self.norm(x, ws[1], eps), ws[2])  # (1, V)
  torch.copy_(torch.select(told, 0, 0), torch.squeeze(torch.argmax(logits, 1)))
  return [told, logits]
