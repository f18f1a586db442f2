# What decoder_loss and decoder_rows share: the decoder from token ids to the residual stream after the last layer.
#
# ids (B, T) int64, padded on the right; cos, sin (positions, 1, hd), the first half of each sin negated
# sizes int64: heads, key/value heads, head width, keys of skipped tokens (0 evicted, 1 computed, 2 copied from the
#   layer before), layers of the model, whether a row may hold several sequences
# plan (C, 11) int64, a row per computed layer: the layer; then for its attention and its feed-forward site the mode
#   (0 all tokens execute, 1 no token does, 2 `given` decides, 3 the decider decides where `given` is 2, 4 as the
#   attention), the first array in base, the first array in lora, the first array in routers, the row in given and noise
# given (R, B, T) uint8: 0 skip, 1 execute, 2 ask; noise (R, B, T) or empty
# slots (7) int64: index of A of q k v o gate up down among the lora tensors of their site, or -1
# places (2, B, T) int64: the sequence of each position, -1 for padding, and the position in that sequence; may be
#   empty if each row is one sequence and nothing is decided
# prompts (S) int64: prompt tokens of each sequence
# top: embedding (V, D), last gain (D), head (V, D)
# base, per layer: attention gain (D), q k v ((H + 2 KV) hd, D), o (D, H hd); feed-forward gain
#   (D), gate (F, D), up (F, D), down (D, F)
# lora, a pair per slot and layer: A (r, in), B (out, r)
# routers: the arrays of the decider
def adapted(self, y: Tensor, h: Tensor, slot: int, at: List[int], lora: List[Tensor], numbers: List[float]) -> Tensor:
  # at: first array of the site in base and in lora, then the slots
  if at[2 + slot] < 0:
    return y
  n = at[1] + at[2 + slot]
  update = torch.linear(torch.linear(h, lora[n]), lora[n + 1])
  if numbers[2] > 0.0:
    update = torch.dropout(update, numbers[2], True)
  return torch.add(y, update, alpha=numbers[1])

def norm(self, x: Tensor, gain: Tensor, eps: float) -> Tensor:
  # torch.rms_norm uses a power, whose gradient takes 1.5 times as long
  return x * torch.rsqrt(torch.mean(x * x, [-1], True) + eps) * gain

def out(self, a: Tensor, at: List[int], ws: List[Tensor], lora: List[Tensor], numbers: List[float]) -> Tensor:
  return self.adapted(self.mapped(a, ws[at[0] + 2]), a, 3, at, lora, numbers)

def gate_up(self, h: Tensor, at: List[int], ws: List[Tensor], lora: List[Tensor], numbers: List[float]) -> Tuple[Tensor, Tensor]:
  gate = self.adapted(self.mapped(h, ws[at[0] + 1]), h, 4, at, lora, numbers)  # (B, T, F)
  up = self.adapted(self.mapped(h, ws[at[0] + 2]), h, 5, at, lora, numbers)
  return (gate, up)

def down(self, f: Tensor, at: List[int], ws: List[Tensor], lora: List[Tensor], numbers: List[float]) -> Tensor:
  return self.adapted(self.mapped(f, ws[at[0] + 3]), f, 6, at, lora, numbers)

def head_logits(self, x: Tensor, ws: List[Tensor], eps: float) -> Tensor:
  # x (..., D) -> (..., V), for decisions that look at the model's next token
  return self.mapped(self.norm(x, ws[1], eps), ws[2])

def rotated(self, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
  # x (B, T, H, hd), cos and sin (T, 1, hd) or (B, T, 1, hd)
  return x * cos + torch.roll(x, [torch.size(x, -1) // 2], [-1]) * sin

def projected(self, x: Tensor, cos: Tensor, sin: Tensor, heads: List[int], at: List[int], ws: List[Tensor], lora: List[Tensor], numbers: List[float]) -> Tuple[Tensor, Tensor, Tensor]:
  # x (B, T, D) -> q (B, T, H, hd), k and v (B, T, KV, hd)
  H, KV, hd = heads
  B, T, D = torch.size(x)
  h = self.norm(x, ws[at[0]], numbers[0])
  qkv = self.mapped(h, ws[at[0] + 1])
  if at[2] < 0 and at[3] < 0 and at[4] < 0:
    both, v = torch.split_with_sizes(qkv, [(H + KV) * hd, KV * hd], -1)
    q, k = torch.split_with_sizes(self.rotated(torch.reshape(both, [B, T, H + KV, hd]), cos, sin), [H, KV], 2)
  else:
    q, k, v = torch.split_with_sizes(qkv, [H * hd, KV * hd, KV * hd], -1)
    q = self.rotated(torch.reshape(self.adapted(q, h, 0, at, lora, numbers), [B, T, H, hd]), cos, sin)
    k = self.rotated(torch.reshape(self.adapted(k, h, 1, at, lora, numbers), [B, T, KV, hd]), cos, sin)
    v = self.adapted(v, h, 2, at, lora, numbers)
  return (q, k, torch.reshape(v, [B, T, KV, hd]))

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

def decided(self, x: Tensor, site: int, p: Tensor, given: Tensor, noise: Tensor, tokens: List[Tensor], routers: List[Tensor], top: List[Tensor],
    settings: List[float], state: List[Tensor], terms: List[Tensor]) -> List[Tensor]:
  # p (5): the site's part of the plan -> 1 for each token that executes (B, T), with gradient; if the decider weights
  # outputs, also the factor of each output (B, T). A token's state is 0 until its first decision.
  mode = int(p[0])
  if mode == 0:
    return []
  row = int(p[4])
  g = given[row]
  kept = torch.to(torch.eq(g, 1), 6, False, False, None)  # (B, T)
  if mode == 2:
    return [kept]
  asked = torch.eq(g, 2)
  before: List[Tensor] = []
  for i in range(torch.len(state)):
    before.append(state[i])
  if torch.numel(noise) > 0:
    noise = noise[row]
  found = self.decide(x, asked, site, int(p[3]), tokens, noise, routers, top, settings, state, terms)
  for i in range(torch.len(state)):
    old = torch.zeros_like(state[i])
    if i < torch.len(before):
      old = before[i]
    chosen = asked
    if torch.dim(old) > 2:
      chosen = torch.unsqueeze(asked, -1)
    state[i] = torch.where(chosen, state[i], old)
  kept = kept + found[0] * torch.to(asked, 6, False, False, None)
  if torch.len(found) > 1:
    return [kept, kept * torch.where(asked, found[1], torch.ones_like(kept))]
  return [kept]

def factor_of(self, answer: List[Tensor]) -> Optional[Tensor]:
  # what the output of a site is multiplied by; none if all tokens execute it
  factor: Optional[Tensor] = None
  if torch.len(answer) > 0:
    factor = answer[-1]
  return factor

def listed(self, numbers: Tensor) -> List[float]:
  values: List[float] = []
  for i in range(torch.numel(numbers)):
    values.append(float(numbers[i]))
  return values

def tokens_of(self, places: Tensor, prompts: Tensor) -> List[Tensor]:
  tokens: List[Tensor] = []
  if torch.numel(places) > 0:
    sequence, place = torch.unbind(places)
    tokens = [place, sequence, prompts]
  return tokens

def stream(self, ids: Tensor, cos: Tensor, sin: Tensor, sizes: Tensor, n: List[float], values: List[float], plan: Tensor, given: Tensor, noise: Tensor,
    slots: Tensor, places: Tensor, prompts: Tensor, top: List[Tensor], base: List[Tensor], lora: List[Tensor], routers: List[Tensor],
    terms: List[Tensor], errors: List[Tensor]) -> Tuple[Tensor, Tensor]:
  # terms and errors collect what the losses of the decider and of forecasts need; n: norm eps, LoRA scale, LoRA dropout, 1 to collect errors of forecasts, the attention's share of a layer in the executed rate; values: norm eps, settings and scheduled numbers of the decider
  # -> x (B, T, D) before the last norm, executed layers of each token (B, T)
  B, T = torch.size(ids)
  heads = [int(sizes[0]), int(sizes[1]), int(sizes[2])]
  H, KV, hd = heads
  policy = int(sizes[3])
  slot: List[int] = []
  for t in range(7):
    slot.append(int(slots[t]))
  tokens = self.tokens_of(places, prompts)
  blocked: Optional[Tensor] = None
  if torch.numel(places) > 0:
    sequence, place = torch.unbind(places)
    if int(sizes[5]) > 0:
      place = torch.reshape(place, [B * T])
      cos = torch.reshape(torch.index_select(cos, 0, place), [B, T, 1, hd])
      sin = torch.reshape(torch.index_select(sin, 0, place), [B, T, 1, hd])
      other = torch.ne(torch.unsqueeze(sequence, 2), torch.unsqueeze(sequence, 1))
      later = torch.triu(torch.ones([T, T], dtype=11, device=ops.prim.device(ids)), 1)
      none = torch.zeros([B, T, T], dtype=6, device=ops.prim.device(ids))
      blocked = torch.unsqueeze(torch.masked_fill(none, torch.logical_or(other, later), -inf), 1)
  if blocked is None:
    cos = torch.narrow(cos, 0, 0, T)
    sin = torch.narrow(sin, 0, 0, T)
  x = torch.to(torch.embedding(top[0], ids), 6, False, False, None)  # (B, T, D)
  executed = torch.zeros([B, T], dtype=6, device=ops.prim.device(x))  # in layers
  state: List[Tensor] = []
  entries: List[Tensor] = []  # keys and values of the layer before, if they are copied
  for c in range(torch.size(plan, 0)):
    p = plan[c]
    l = int(p[0])
    attention = torch.narrow(p, 0, 1, 5)
    feed = torch.narrow(p, 0, 6, 5)
    follows = int(feed[0]) == 4
    f_at = [int(feed[1]), int(feed[2])] + slot
    if int(attention[0]) != 1:
      at = [int(attention[1]), int(attention[2])] + slot
      answer = self.decided(x, 2 * l, attention, given, noise, tokens, routers, top, values, state, terms)
      factor = self.factor_of(answer)
      q, k, v = self.projected(x, cos, sin, heads, at, base, lora, n)
      masked: Optional[Tensor] = None
      if torch.len(answer) > 0:
        if policy == 0:
          masked = answer[0]
        if policy == 2 and torch.len(entries) > 0:
          own = torch.reshape(answer[0], [B, T, 1, 1])
          k = entries[0] + own * (k - entries[0])
          v = entries[1] + own * (v - entries[1])
      if policy == 2:
        entries = [k, v]
      a = self.attended(torch.transpose(q, 1, 2), torch.transpose(k, 1, 2), torch.transpose(v, 1, 2), masked, blocked)
      a = self.out(torch.reshape(torch.transpose(a, 1, 2), [B, T, H * hd]), at, base, lora, n)  # (B, T, D)
      before = x
      share = n[4]
      if follows:
        share = 1.0
        x = self.layer(x, a, factor, f_at, base, lora, n)
      else:
        x = self.added(x, a, factor)
      x = self.skipped(before, x, answer, attention, routers, values, n, errors)
      if torch.len(answer) > 0:
        executed = torch.add(executed, answer[0], alpha=share)
      else:
        executed = executed + share
    if not follows and int(feed[0]) != 1:
      answer = self.decided(x, 2 * l + 1, feed, given, noise, tokens, routers, top, values, state, terms)
      before = x
      x = self.added(x, self.feed_forward(x, f_at, base, lora, n), self.factor_of(answer))
      x = self.skipped(before, x, answer, feed, routers, values, n, errors)
      if torch.len(answer) > 0:
        executed = torch.add(executed, answer[0], alpha=1.0 - n[4])
      else:
        executed = executed + (1.0 - n[4])
  return (x, executed)
