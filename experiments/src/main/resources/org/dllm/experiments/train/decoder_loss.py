# Computes the decoder from token ids to the loss, with gradients, in one call.
#
# ids (B, T) int64, padded on the right; cos, sin (positions, 1, hd), the first half of each sin negated
# sizes int64: heads, key/value heads, head width, whether skipped tokens are evicted, layers of the
#   model, of which C are computed, arrays of one router
# numbers float64: norm eps, LoRA scale, LoRA dropout, 1 / targets of the batch, alpha, executed
#   share aimed at, 1 / tokens in the budget of the batch, temperature of the decisions
# rows (N) int64: which of the B·T positions have a target; labels (N) int64
# modes (C) int64: 0 all tokens execute, 1 `given` decides, 2 the router decides where `given` is 2
# given (C, B, T) uint8: 0 skip, 1 execute, 2 ask; noise (C, B, T): logistic, the difference of two Gumbels
# budget (B, T): 1 for each token that the rate loss counts
# places (2, B, T) int64: the sequence of each position and the position in that sequence; empty if each row is one sequence
# top: embedding (V, D), last gain (D), head (V, D)
# base, seven per layer: attention gain (D), q k v ((H + 2 KV) hd, D), o (D, H hd), feed-forward gain
#   (D), gate (F, D), up (F, D), down (D, F)
# slots (7) int64: index of A of q k v o gate up down among the lora tensors of a layer, or -1
# lora, a pair per slot and layer: A (r, in), B (out, r)
# routers: the arrays that router_logits takes, for each routed layer
def adapted(self, y: Tensor, h: Tensor, slot: int, at: int, lora: List[Tensor], scale: float, dropout: float) -> Tensor:
  if slot < 0:
    return y
  update = torch.linear(torch.linear(h, lora[at + slot]), lora[at + slot + 1])
  if dropout > 0.0:
    update = torch.dropout(update, dropout, True)
  return torch.add(y, update, alpha=scale)

def normed(self, x: Tensor, gain: Tensor, eps: float) -> Tensor:
  # torch.rms_norm uses a power, whose gradient takes 1.5 times as long
  return x * torch.rsqrt(torch.mean(x * x, [-1], True) + eps) * gain

def rotated(self, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
  # x (B, T, H, hd), cos and sin (T, 1, hd) or (B, T, 1, hd)
  return x * cos + torch.roll(x, [torch.size(x, -1) // 2], [-1]) * sin

def attended(self, q: Tensor, k: Tensor, v: Tensor, kept: Optional[Tensor], blocked: Optional[Tensor]) -> Tensor:
  # q (B, H, T, hd), k and v (B, KV, T, hd), kept (B, T), blocked (B, 1, T, T) -> (B, H, T, hd)
  B, H, T, hd = torch.size(q)
  KV = torch.size(k, 1)
  if KV != H:
    k = torch.reshape(torch.expand(torch.unsqueeze(k, 2), [B, KV, H // KV, T, hd]), [B, H, T, hd])
    v = torch.reshape(torch.expand(torch.unsqueeze(v, 2), [B, KV, H // KV, T, hd]), [B, H, T, hd])
  if kept is None:
    if blocked is None:
      return torch.scaled_dot_product_attention(q, k, v, None, 0.0, True)
    return torch.scaled_dot_product_attention(q, k, v, blocked, 0.0, False)
  # P'ij = Pij wj / (sum_k Pik wk + 1e-6): values are multiplied by w, and one extra column computes the sum
  w = torch.expand(torch.reshape(kept, [B, 1, T, 1]), [B, H, T, 1])
  if blocked is None:
    mask = torch.triu(torch.full([T, T], -inf, dtype=6, device=ops.prim.device(q)), 1)
  else:
    mask = torch.reshape(torch.expand(blocked, [B, H, T, T]), [B * H, T, T])
  scores = torch.baddbmm(mask, torch.reshape(q, [B * H, T, hd]), torch.transpose(torch.reshape(k, [B * H, T, hd]), 1, 2), beta=1.0, alpha=float(hd) ** -0.5)
  weighted = torch.reshape(torch.cat([v * w, w], -1), [B * H, T, hd + 1])
  out = torch.reshape(torch.bmm(torch.softmax(scores, -1), weighted), [B, H, T, hd + 1])
  return torch.narrow(out, -1, 0, hd) / (torch.narrow(out, -1, hd, 1) + 1e-6)

def forward(self, ids: Tensor, cos: Tensor, sin: Tensor, sizes: Tensor, numbers: Tensor, rows: Tensor, labels: Tensor,
    modes: Tensor, given: Tensor, noise: Tensor, budget: Tensor, slots: Tensor, places: Tensor,
    top: List[Tensor], base: List[Tensor], lora: List[Tensor], routers: List[Tensor]) -> List[Tensor]:
  B, T = torch.size(ids)
  H = int(sizes[0])
  KV = int(sizes[1])
  hd = int(sizes[2])
  evict = int(sizes[3]) != 0
  eps = float(numbers[0])
  scale = float(numbers[1])
  dropout = float(numbers[2])
  L = int(sizes[4])
  D = torch.size(top[0], 1)
  at: List[int] = []
  for t in range(7):
    at.append(int(slots[t]))
  stride = 2 * int(torch.sum(torch.ge(slots, 0)))
  blocked: Optional[Tensor] = None
  if torch.numel(places) > 0:
    sequence, place = torch.unbind(places)
    place = torch.reshape(place, [B * T])
    cos = torch.reshape(torch.index_select(cos, 0, place), [B, T, 1, hd])
    sin = torch.reshape(torch.index_select(sin, 0, place), [B, T, 1, hd])
    other = torch.ne(torch.unsqueeze(sequence, 2), torch.unsqueeze(sequence, 1))
    later = torch.triu(torch.ones([T, T], dtype=11, device=ops.prim.device(ids)), 1)
    none = torch.zeros([B, T, T], dtype=6, device=ops.prim.device(ids))
    blocked = torch.unsqueeze(torch.masked_fill(none, torch.logical_or(other, later), -inf), 1)
  else:
    cos = torch.narrow(cos, 0, 0, T)
    sin = torch.narrow(sin, 0, 0, T)
  routed = int(torch.sum(modes)) > 0
  x = torch.to(torch.embedding(top[0], ids), 6, False, False, None)  # (B, T, D)
  executed = torch.zeros([B, T], dtype=6, device=ops.prim.device(x))
  router = 0
  for l in range(torch.size(modes, 0)):
    mode = int(modes[l])
    kept: Optional[Tensor] = None
    if mode > 0:
      g = given[l]
      kept = torch.to(torch.eq(g, 1), 6, False, False, None)  # (B, T)
      if mode == 2:
        z = self.router_logits(x, router, routers, eps)  # (B, T, 2)
        router += int(sizes[5])
        d = torch.select(z, 2, 1) - torch.select(z, 2, 0) + noise[l]
        soft = torch.sigmoid(d / float(numbers[7]))
        # straight-through: exactly 0 or 1 forward, the gradient of `soft` backward
        hard = torch.to(torch.ge(d, 0.0), 6, False, False, None) + (soft - torch.detach(soft))
        kept = kept + hard * torch.to(torch.eq(g, 2), 6, False, False, None)
    n = l * 7
    s = l * stride
    h = self.normed(x, base[n], eps)
    qkv = self.mapped(h, base[n + 1])
    if at[0] < 0 and at[1] < 0 and at[2] < 0:
      both, v = torch.split_with_sizes(qkv, [(H + KV) * hd, KV * hd], -1)
      q, k = torch.split_with_sizes(self.rotated(torch.reshape(both, [B, T, H + KV, hd]), cos, sin), [H, KV], 2)
    else:
      q, k, v = torch.split_with_sizes(qkv, [H * hd, KV * hd, KV * hd], -1)
      q = self.rotated(torch.reshape(self.adapted(q, h, at[0], s, lora, scale, dropout), [B, T, H, hd]), cos, sin)
      k = self.rotated(torch.reshape(self.adapted(k, h, at[1], s, lora, scale, dropout), [B, T, KV, hd]), cos, sin)
      v = self.adapted(v, h, at[2], s, lora, scale, dropout)
    v = torch.reshape(v, [B, T, KV, hd])
    masked: Optional[Tensor] = None
    if evict:
      masked = kept
    a = self.attended(torch.transpose(q, 1, 2), torch.transpose(k, 1, 2), torch.transpose(v, 1, 2), masked, blocked)
    a = torch.reshape(torch.transpose(a, 1, 2), [B, T, H * hd])
    a = self.adapted(self.mapped(a, base[n + 2]), a, at[3], s, lora, scale, dropout)  # (B, T, D)
    y = x + a
    h = self.normed(y, base[n + 3], eps)
    gate = self.adapted(self.mapped(h, base[n + 4]), h, at[4], s, lora, scale, dropout)  # (B, T, F)
    up = self.adapted(self.mapped(h, base[n + 5]), h, at[5], s, lora, scale, dropout)
    f = torch.silu(gate) * up
    f = self.adapted(self.mapped(f, base[n + 6]), f, at[6], s, lora, scale, dropout)  # (B, T, D)
    if kept is None:
      x = y + f
      executed = executed + 1.0
    else:
      x = x + torch.unsqueeze(kept, -1) * (a + f)
      executed = executed + kept
  x = torch.index_select(torch.reshape(x, [B * T, D]), 0, rows)  # (N, D)
  ce = self.cross_entropy(self.normed(x, top[1], eps), top[2], labels, 16777216) * float(numbers[3])
  if not routed:
    return [ce, torch.detach(ce)]
  rate = torch.sum(torch.abs(executed / float(L) - float(numbers[5])) * budget) * float(numbers[6])
  share = torch.detach(torch.sum(executed * budget)) * float(numbers[6]) / float(L)
  return [ce + rate * float(numbers[4]), torch.detach(ce), torch.detach(rate), share]
