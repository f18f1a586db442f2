# Reads the concatenated prompts of a batch. Each site gathers the tokens that execute it, computes them
# and scatters the results; with eviction, a token that skips a layer costs only its decision.
#
# ids, rows, positions (N) int64: token, its sequence, its position there
# starts, prompts (B) int64: where each sequence begins in the packed order, and how many of its tokens are its prompt
# branches (N) int64: 0 for a shared beginning, else the number of the token's branch. A token attends to the
#   beginning and to its own branch. Empty if no sequence has branches.
# given (2 L, N) uint8: 0 skip, 1 execute, 2 ask the decider; rows of a layer's attention, then of its feed-forward
# apart (L) int64: 1 if the feed-forward site has its own decisions; else it follows the attention
# sizes: an empty tensor of shape (H, KV, hd, keys of skipped tokens: 0 evicted 1 computed 2 copied from the
#   layer before, free places to allocate in the caches or 0 for no caches, blocks of a one-row product, 0)
# numbers float64: norm eps, settings of the decider
# at (2 L) int64: for each site the index of its first array in rs, or -1
# cos, sin (positions, 1, hd), the first half of each sin negated
# ws: embedding (V, D), last gain (D), head (D, V), then six per layer: attention gain (D),
#   q k v (D, (H + 2 KV) hd), o (H hd, D), feed-forward gain (D), gate and up (D, 2 F), down (F, D)
# rs: the arrays of the decider
# -> x (N, D) before the last norm, executed (2 L, N) uint8, kept (L, B) int64,
#    the cache (2, B, KV, C, hd) of each layer, and, if the decider reports its logits, their differences (N)
#    at each site with asked tokens
def padded(self, x: Tensor, B: int, C: int, rows: Tensor, places: Tensor) -> Tensor:
  # (n, heads, hd) -> (B, heads, C, hd)
  n, heads, hd = torch.size(x)
  if B == 1 and n == C:
    p = torch.unsqueeze(x, 0)
  else:
    p = torch.zeros([B, C, heads, hd], dtype=6, device=ops.prim.device(x))
    p = torch.index_put(p, annotate(List[Optional[Tensor]], [rows, places]), x)
  return torch.transpose(p, 1, 2)

def shared(self, x: Tensor, H: int) -> Tensor:
  # (B, KV, C, hd) -> (B, H, C, hd): fused attention on a CPU needs one key head per query head
  B, KV, C, hd = torch.size(x)
  if KV == H:
    y = x
  else:
    y = torch.reshape(torch.expand(torch.unsqueeze(x, 2), [B, KV, H // KV, C, hd]), [B, H, C, hd])
  return y

def beginning(self, branch: Tensor, row: Tensor, B: int) -> int:
  # branch, row (m) of the kept tokens -> number of places that hold the shared beginning in every row
  shared = torch.squeeze(torch.nonzero(torch.eq(branch, 0)), 1)
  return int(torch.min(torch.bincount(torch.index_select(row, 0, shared), None, B)))

def hidden(self, branch: Tensor, row: Tensor, place: Tensor, B: int, C: int, begun: int) -> Tensor:
  # branch, row, place (m) of the kept tokens -> (B, 1, C - begun, C): -inf where a query at a place >= `begun` must not see a key
  of = torch.zeros([B, C], dtype=4, device=ops.prim.device(branch))
  of = torch.index_put(of, annotate(List[Optional[Tensor]], [row, place]), branch)
  own = torch.eq(torch.unsqueeze(of, 1), torch.unsqueeze(torch.narrow(of, 1, begun, C - begun), 2))
  seen = torch.tril(torch.logical_or(own, torch.unsqueeze(torch.eq(of, 0), 1)), begun)  # (B, C - begun, C)
  mask = torch.zeros([B, C - begun, C], dtype=6, device=ops.prim.device(branch))
  return torch.unsqueeze(torch.masked_fill(mask, torch.logical_not(seen), -inf), 1)

def attended(self, q: Tensor, keys: Tensor, values: Tensor, mask: Tensor, begun: int) -> Tensor:
  # q, keys, values (B, H, C, hd), mask (B, 1, C - begun, C) -> (B, H, C, hd); causal up to `begun`
  C = torch.size(q, 2)
  parts: List[Tensor] = []
  if begun > 0:
    k = torch.narrow(keys, 2, 0, begun)
    v = torch.narrow(values, 2, 0, begun)
    parts.append(torch.scaled_dot_product_attention(torch.narrow(q, 2, 0, begun), k, v, None, 0., True))
  if begun < C:
    late = torch.narrow(q, 2, begun, C - begun)
    parts.append(torch.scaled_dot_product_attention(late, keys, values, mask, 0., False))
  return torch.cat(parts, 2)

def forward(self, ids: Tensor, rows: Tensor, positions: Tensor, starts: Tensor, prompts: Tensor, branches: Tensor, given: Tensor, apart: Tensor,
    sizes: Tensor, numbers: Tensor, at: Tensor, cos: Tensor, sin: Tensor, ws: List[Tensor], rs: List[Tensor]) -> List[Tensor]:
  H = torch.size(sizes, 0)
  KV = torch.size(sizes, 1)
  hd = torch.size(sizes, 2)
  policy = torch.size(sizes, 3)
  free = torch.size(sizes, 4)
  settings = self.listed(numbers)
  L = torch.size(apart, 0)
  N = torch.size(ids, 0)
  B = torch.size(starts, 0)
  x = torch.to(torch.embedding(ws[0], ids), 6, False, False, None)  # (N, D)
  cos = torch.index_select(cos, 0, positions)  # (N, 1, hd)
  sin = torch.index_select(sin, 0, positions)
  tokens = [positions, rows, prompts]
  state: List[Tensor] = []
  executed: List[Tensor] = []
  counts: List[Tensor] = []
  caches: List[Tensor] = []
  differences: List[Tensor] = []
  entries = x  # keys and values of the layer before, if they are copied
  branched = torch.size(branches, 0) > 0
  mask = branches
  begun = 0
  masked = -1  # number of tokens that the mask covers; layers that keep all tokens share one mask
  for l in range(L):
    w = 3 + l * 6
    apart_here = int(apart[l]) > 0
    answer = self.decided(x, given[2 * l], 2 * l, int(at[2 * l]), tokens, rs, ws, settings, state)
    if torch.len(answer) > 2:
      differences.append(answer[2])
    run = answer[0]  # (N)
    executed.append(run)
    e = torch.squeeze(torch.nonzero(run), 1)  # (n) tokens that execute
    n = torch.size(e, 0)
    keep = run
    if policy > 0:
      keep = torch.ones_like(run)
    kept = torch.squeeze(torch.nonzero(keep), 1)  # (m) tokens with a KV entry
    m = torch.size(kept, 0)
    ones = torch.to(keep, 4, False, False, None)
    before = torch.cumsum(ones, 0) - ones  # kept tokens before each, over all sequences
    places = before - torch.index_select(torch.index_select(before, 0, starts), 0, rows)  # in its cache
    count = torch.bincount(torch.index_select(rows, 0, kept), None, B)  # (B)
    counts.append(count)
    C = int(torch.max(count))
    kv = torch.zeros([B, 2 * KV, C, hd], dtype=6, device=ops.prim.device(x))
    if m > 0:
      copied = policy == 2 and l > 0
      c = kept
      if copied:
        c = e
      q = x
      new = entries
      if torch.size(c, 0) > 0:
        q, new = self.projected(x, e, c, cos, sin, [H, KV, hd], w, ws, settings)
        if copied:
          new = self.written(entries, e, new)
      if policy == 2:
        entries = new
      kv = self.padded(new, B, C, torch.index_select(rows, 0, kept), torch.index_select(places, 0, kept))
      if n > 0:
        row = torch.index_select(rows, 0, e)
        place = torch.index_select(places, 0, e)
        q = self.padded(q, B, C, row, place)  # (B, H, C, hd)
        # kept tokens are in the order of their positions, so a causal mask over places is correct
        keys = self.shared(torch.narrow(kv, 1, 0, KV), H)
        values = self.shared(torch.narrow(kv, 1, KV, KV), H)
        if branched:
          if m < N or masked < N:
            branch = torch.index_select(branches, 0, kept)
            of = torch.index_select(rows, 0, kept)
            begun = self.beginning(branch, of, B)
            mask = self.hidden(branch, of, torch.index_select(places, 0, kept), B, C, begun)
            masked = m
          a = self.attended(q, keys, values, mask, begun)
        else:
          a = torch.scaled_dot_product_attention(q, keys, values, None, 0., True)
        a = torch.transpose(a, 1, 2)  # (B, C, H, hd)
        if B > 1 or n < C:
          a = torch.index(a, annotate(List[Optional[Tensor]], [row, place]))
        a = self.out(torch.reshape(a, [n, H * hd]), [w], ws, ws, settings)
        factor = self.of_rows(answer, e)
        xe = self.selected(x, e)
        if apart_here:
          xe = self.added(xe, a, factor)
        else:
          xe = self.layer(xe, a, factor, [w + 3], ws, ws, settings)
        x = self.written(x, e, xe)
    x = self.skipped(x, run, given, at, 2 * l, rs, settings)
    if apart_here:
      answer = self.decided(x, given[2 * l + 1], 2 * l + 1, int(at[2 * l + 1]), tokens, rs, ws, settings, state)
      if torch.len(answer) > 2:
        differences.append(answer[2])
      e = torch.squeeze(torch.nonzero(answer[0]), 1)
      if torch.size(e, 0) > 0:
        xe = self.selected(x, e)
        xe = self.added(xe, self.feed_forward(xe, [w + 3], ws, ws, settings), self.of_rows(answer, e))
        x = self.written(x, e, xe)
      x = self.skipped(x, answer[0], given, at, 2 * l + 1, rs, settings)
    executed.append(answer[0])
    if free > 0:
      cache = torch.zeros([2, B, KV, C + free, hd], dtype=6, device=ops.prim.device(x))
      torch.copy_(torch.narrow(cache, 3, 0, C), torch.transpose(torch.reshape(kv, [B, 2, KV, C, hd]), 0, 1))
      caches.append(cache)
  return [x, torch.to(torch.stack(executed), 0, False, False, None), torch.stack(counts)] + caches + differences
