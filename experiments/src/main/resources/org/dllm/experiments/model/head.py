# x (N, D) before the last norm, at (n) int64 -> logits (n, V)
def forward(self, x: Tensor, at: Tensor, numbers: Tensor, ws: List[Tensor]) -> Tensor:
  h = torch.index_select(x, 0, at)
  h = torch.rms_norm(h, [torch.size(x, 1)], ws[1], float(numbers[0]))
  return torch.type_as(torch.matmul(torch.type_as(h, ws[2]), ws[2]), x)
