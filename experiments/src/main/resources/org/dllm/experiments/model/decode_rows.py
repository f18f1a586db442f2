# Decodes one token of each of several sequences. A layer computes only the rows that execute it.
#
# ids, positions (B) int64; given (L, B) uint8: 0 skip, 1 execute, 2 ask the router
# live (B) uint8: 0 for a sequence that has ended
# counts (L, B) int64: entries in each cache, incremented here
# sizes, numbers, cos, sin, ws, rs as in prefill.py; caches (2, B, KV, C, hd) of each layer, written here
# -> packed (1 + L, B) int64: the most likely next tokens or -1 if logits are NaN, then per layer which rows executed; logits (B, V)
def forward(self, ids: Tensor, positions: Tensor, given: Tensor, live: Tensor, counts: Tensor, sizes: Tensor,
    numbers: Tensor, cos: Tensor, sin: Tensor, ws: List[Tensor], rs: List[Tensor], caches: List[Tensor]) -> List[Tensor]:
  H = torch.size(sizes, 0)
  KV = torch.size(sizes, 1)
  hd = torch.size(sizes, 2)
  first = torch.size(sizes, 3)
  evict = torch.size(sizes, 4) > 0
  arrays = torch.size(sizes, 7)  # of one router
  eps = float(numbers[0])
  margin = float(numbers[1])
  L, B = torch.size(given)
  G = H // KV
  x = torch.to(torch.embedding(ws[0], ids), 6, False, False, None)  # (B, D)
  cos = torch.index_select(cos, 0, positions)  # (B, 1, hd)
  sin = torch.index_select(sin, 0, positions)
  alive = torch.gt(live, 0)
  executed: List[Tensor] = []
  for l in range(L):
    w = 3 + l * 6
    run = self.decided(x, given[l], (l - first) * arrays, rs, eps, margin)  # (B)
    run = torch.logical_and(run, alive)
    executed.append(run)
    e = torch.squeeze(torch.nonzero(run), 1)  # (n) rows that execute
    n = torch.size(e, 0)
    kept = e
    if not evict:
      kept = torch.squeeze(torch.nonzero(alive), 1)
    m = torch.size(kept, 0)
    if m > 0:
      count = torch.select(counts, 0, l)  # (B)
      place = torch.index_select(count, 0, kept)
      cache = caches[l]
      xk = x
      ck = cos
      sk = sin
      if m < B:
        xk = torch.index_select(x, 0, kept)
        ck = torch.index_select(cos, 0, kept)
        sk = torch.index_select(sin, 0, kept)
      h = self.norm(xk, ws[w], eps)  # (m, D)
      if n == m:
        qkv = torch.view(self.product(h, ws[w + 1]), [m, H + 2 * KV, hd])
        qk = self.rotated(torch.narrow(qkv, 1, 0, H + KV), ck, sk)
        q = torch.narrow(qk, 1, 0, H)
        kv = torch.cat([torch.narrow(qk, 1, H, KV), torch.narrow(qkv, 1, H + KV, KV)], 1)
      else:
        kv = torch.view(self.product(h, torch.narrow(ws[w + 1], 1, H * hd, 2 * KV * hd)), [m, 2 * KV, hd])
        kv = torch.cat([self.rotated(torch.narrow(kv, 1, 0, KV), ck, sk), torch.narrow(kv, 1, KV, KV)], 1)
        h = self.norm(torch.index_select(x, 0, e), ws[w], eps)
        q = torch.view(self.product(h, torch.narrow(ws[w + 1], 1, 0, H * hd)), [n, H, hd])
        q = self.rotated(q, torch.index_select(cos, 0, e), torch.index_select(sin, 0, e))
      torch.index_put_(cache, annotate(List[Optional[Tensor]], [None, kept, None, place]), torch.view(kv, [m, 2, KV, hd]))
      if n > 0:
        last = torch.index_select(count, 0, e)  # (n) place of the row's own key
        C = int(torch.max(last)) + 1
        held = torch.narrow(cache, 3, 0, C)
        xe = x
        if n < B:
          held = torch.index_select(held, 1, e)
          xe = torch.index_select(x, 0, e)
        keys, values = torch.unbind(held)  # (n, KV, C, hd)
        visible = torch.le(torch.arange(C, dtype=4, device=ops.prim.device(x)), torch.unsqueeze(last, 1))  # (n, C)
        # group the query heads that share a key head
        q = torch.reshape(q, [n, KV, G, hd])
        a = torch.scaled_dot_product_attention(q, keys, values, torch.view(visible, [n, 1, 1, C]), 0., False)
        xe = self.completed(xe, torch.reshape(a, [n, H * hd]), w, ws, eps)
        if n < B:
          x = torch.index_copy(x, 0, e, xe)
        else:
          x = xe
      if evict:
        torch.add_(count, torch.to(run, 4, False, False, None))
      else:
        torch.add_(count, torch.to(alive, 4, False, False, None))
  logits = self.product(self.norm(x, ws[1], eps), ws[2])  # (B, V)
  packed = torch.cat([torch.unsqueeze(self.likeliest(logits), 0), torch.to(torch.stack(executed), 4, False, False, None)])
  return [packed, logits]
