# What a layer computes, for training and inference. Each of them defines `norm` and the products `gate_up`,
# `down` and `out`: training with LoRA updates, inference with merged weights.
#
# at: index of the site's first array in ws; training adds where its LoRA arrays are
# numbers: norm eps; training adds scale and dropout of LoRA
def feed_forward(self, x: Tensor, at: List[int], ws: List[Tensor], lora: List[Tensor], numbers: List[float]) -> Tensor:
  # x (..., D) -> what the feed-forward site adds to x
  gate, up = self.gate_up(self.norm(x, ws[at[0]], numbers[0]), at, ws, lora, numbers)
  return self.down(torch.silu(gate) * up, at, ws, lora, numbers)

def added(self, x: Tensor, d: Tensor, factor: Optional[Tensor]) -> Tensor:
  # x, d (..., D), factor (...): one site -> x + factor d
  if factor is None:
    return x + d
  return x + torch.unsqueeze(factor, -1) * d

def layer(self, x: Tensor, a: Tensor, factor: Optional[Tensor], at: List[int], ws: List[Tensor], lora: List[Tensor], numbers: List[float]) -> Tensor:
  # x (..., D), a (..., D) what the attention adds, factor (...): both sites with one decision; `at` is that of the feed-forward site
  y = x + a
  f = self.feed_forward(y, at, ws, lora, numbers)
  if factor is None:
    return y + f
  return x + torch.unsqueeze(factor, -1) * (a + f)
