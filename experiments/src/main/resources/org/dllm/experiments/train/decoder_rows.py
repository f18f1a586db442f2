# The hidden states from which the targets are predicted; arguments as in decoder_loss.py, without a teacher.
#
# -> (N, D), after the last norm
def forward(self, ids: Tensor, cos: Tensor, sin: Tensor, sizes: Tensor, numbers: Tensor, settings: Tensor, weights: Tensor, rows: Tensor, labels: Tensor,
    plan: Tensor, given: Tensor, noise: Tensor, budget: Tensor, slots: Tensor, places: Tensor, prompts: Tensor, taught: Tensor,
    top: List[Tensor], base: List[Tensor], lora: List[Tensor], routers: List[Tensor]) -> Tensor:
  n = [float(numbers[0]), float(numbers[1]), float(numbers[2]), float(numbers[8]), float(numbers[5])]
  values = self.listed(settings)
  terms: List[Tensor] = []
  errors: List[Tensor] = []
  x, executed = self.stream(ids, cos, sin, sizes, n, values, plan, given, noise, slots, places, prompts, top, base, lora, routers, terms, errors)
  x = torch.index_select(torch.reshape(x, [-1, torch.size(x, 2)]), 0, rows)
  return self.norm(x, top[1], n[0])
