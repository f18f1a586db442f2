# Computes the decoder from token ids to the loss, with gradients, in one call; arguments as in decoder.py.
#
# numbers float64: norm eps, LoRA scale, LoRA dropout, 1 / targets of the batch, 1 / tokens in the budget of the batch,
#   the attention's share of a layer in the executed rate, temperature and weight of the divergence from the teacher,
#   1 to compute the loss of forecasts
# settings float64: norm eps, settings and scheduled numbers of the decider; weights float64: weight of each of its losses
# rows (N) int64: which of the B·T positions have a target; labels (N) int64
# budget (B, T): 1 for each token that the losses of the decider count
# taught (N, D): what decoder_rows computes for the teacher, or empty
# -> the loss (with gradient), cross-entropy, the divergence if there is a teacher, the loss of forecasts if there are any,
#    the decider's losses, executed share of the budget if tokens may skip
def forward(self, ids: Tensor, cos: Tensor, sin: Tensor, sizes: Tensor, numbers: Tensor, settings: Tensor, weights: Tensor, rows: Tensor, labels: Tensor,
    plan: Tensor, given: Tensor, noise: Tensor, budget: Tensor, slots: Tensor, places: Tensor, prompts: Tensor, taught: Tensor,
    top: List[Tensor], base: List[Tensor], lora: List[Tensor], routers: List[Tensor]) -> List[Tensor]:
  n = [float(numbers[0]), float(numbers[1]), float(numbers[2]), float(numbers[8]), float(numbers[5])]
  values = self.listed(settings)
  tokens = self.tokens_of(places, prompts)
  terms: List[Tensor] = []
  errors: List[Tensor] = []
  x, executed = self.stream(ids, cos, sin, sizes, n, values, plan, given, noise, slots, places, prompts, top, base, lora, routers, terms, errors)
  L = int(sizes[4])
  x = torch.index_select(torch.reshape(x, [-1, torch.size(x, 2)]), 0, rows)  # (N, D)
  h = self.norm(x, top[1], n[0])
  ce = self.cross_entropy(h, top[2], labels, 16777216) * float(numbers[3])
  results = [torch.detach(ce)]
  total = ce
  if torch.numel(taught) > 0:
    divergence = self.divergence(h, taught, top[2], float(numbers[6]), 16777216) * float(numbers[3])
    total = total + divergence * float(numbers[7])
    results.append(torch.detach(divergence))
  if torch.numel(given) > 0:
    per = float(numbers[4])
    forecasts = self.forecast_losses(budget, per, errors)
    for i in range(torch.len(forecasts)):
      total = total + forecasts[i]
      results.append(torch.detach(forecasts[i]))
    losses = self.decision_losses(executed / float(L), budget, per, tokens, terms, values)
    for i in range(torch.len(losses)):
      total = total + losses[i] * float(weights[i])
      results.append(torch.detach(losses[i]))
    results.append(torch.detach(torch.sum(executed * budget)) * per / float(L))
  return [total] + results
