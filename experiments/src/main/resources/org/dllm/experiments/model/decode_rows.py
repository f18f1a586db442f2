# Decodes one token of each of several sequences. A site computes only the rows that execute it.
#
# ids, positions (B) int64; given (2 L, B) uint8: 0 skip, 1 execute, 2 ask the decider
# live (B) uint8: 0 for a sequence that has ended
# counts (L, B) int64: entries in each cache, incremented here
# apart, sizes, numbers, at, cos, sin, ws, rs as in prefill.py; caches (2, B, KV, C, hd) of each layer, written here
# -> packed (1 + 2 L, B) int64: the most likely next tokens or -1 if logits are NaN, then per site which rows executed; logits (B, V)
def forward(self, ids: Tensor, positions: Tensor, given: Tensor, apart: Tensor, live: Tensor, counts: Tensor, sizes: Tensor,
    numbers: Tensor, at: Tensor, cos: Tensor, sin: Tensor, ws: List[Tensor], rs: List[Tensor], caches: List[Tensor]) -> List[Tensor]:
  H = torch.size(sizes, 0)
  KV = torch.size(sizes, 1)
  hd = torch.size(sizes, 2)
  policy = torch.size(sizes, 3)
  settings = self.listed(numbers)
  L = torch.size(apart, 0)
  B = torch.size(ids, 0)
  G = H // KV
  x = torch.to(torch.embedding(ws[0], ids), 6, False, False, None)  # (B, D)
  cos = torch.index_select(cos, 0, positions)  # (B, 1, hd)
  sin = torch.index_select(sin, 0, positions)
  alive = torch.gt(live, 0)
  tokens = [positions, torch.arange(B, dtype=4, device=ops.prim.device(x))]
  state: List[Tensor] = []
  executed: List[Tensor] = []
  for l in range(L):
    w = 3 + l * 6
    apart_here = int(apart[l]) > 0
    answer = self.decided(x, given[2 * l], 2 * l, int(at[2 * l]), tokens, rs, ws, settings, state)
    run = torch.logical_and(answer[0], alive)  # (B)
    executed.append(run)
    e = torch.squeeze(torch.nonzero(run), 1)  # (n) rows that execute
    n = torch.size(e, 0)
    kept = e
    if policy > 0:
      kept = torch.squeeze(torch.nonzero(alive), 1)
    m = torch.size(kept, 0)
    if m > 0:
      count = torch.select(counts, 0, l)  # (B)
      cache = caches[l]
      c = kept
      if policy == 2 and l > 0:
        c = e
        if n < m:
          at_kept = annotate(List[Optional[Tensor]], [None, kept, None, torch.index_select(count, 0, kept)])
          torch.index_put_(cache, at_kept, torch.index(caches[l - 1], at_kept))
      if torch.size(c, 0) > 0:
        q, kv = self.projected(x, e, c, cos, sin, [H, KV, hd], w, ws, settings)
        at_computed = annotate(List[Optional[Tensor]], [None, c, None, torch.index_select(count, 0, c)])
        torch.index_put_(cache, at_computed, torch.view(kv, [torch.size(c, 0), 2, KV, hd]))
        if n > 0:
          last = torch.index_select(count, 0, e)  # (n) place of the row's own key
          C = int(torch.max(last)) + 1
          held = torch.narrow(cache, 3, 0, C)
          if n < B:
            held = torch.index_select(held, 1, e)
          keys, values = torch.unbind(held)  # (n, KV, C, hd)
          visible = torch.le(torch.arange(C, dtype=4, device=ops.prim.device(x)), torch.unsqueeze(last, 1))  # (n, C)
          # group the query heads that share a key head
          q = torch.reshape(q, [n, KV, G, hd])
          a = torch.scaled_dot_product_attention(q, keys, values, torch.view(visible, [n, 1, 1, C]), 0., False)
          a = self.out(torch.reshape(a, [n, H * hd]), [w], ws, ws, settings)
          factor = self.of_rows(answer, e)
          xe = self.selected(x, e)
          if apart_here:
            xe = self.added(xe, a, factor)
          else:
            xe = self.layer(xe, a, factor, [w + 3], ws, ws, settings)
          x = self.written(x, e, xe)
      if policy > 0:
        torch.add_(count, torch.to(alive, 4, False, False, None))
      else:
        torch.add_(count, torch.to(run, 4, False, False, None))
    x = self.skipped(x, run, given, at, 2 * l, rs, settings)
    if apart_here:
      answer = self.decided(x, given[2 * l + 1], 2 * l + 1, int(at[2 * l + 1]), tokens, rs, ws, settings, state)
      run = torch.logical_and(answer[0], alive)
      e = torch.squeeze(torch.nonzero(run), 1)
      if torch.size(e, 0) > 0:
        xe = self.selected(x, e)
        xe = self.added(xe, self.feed_forward(xe, [w + 3], ws, ws, settings), self.of_rows(answer, e))
        x = self.written(x, e, xe)
      x = self.skipped(x, run, given, at, 2 * l + 1, rs, settings)
    executed.append(run)
  logits = self.product(self.norm(x, ws[1], settings[0]), ws[2])  # (B, V)
  packed = torch.cat([torch.unsqueeze(self.likeliest(logits), 0), torch.to(torch.stack(executed), 4, False, False, None)])
  return [packed, logits]
