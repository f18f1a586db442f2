# x (N, D) before the last norm, at (n) int64, labels (n) int64 -> -log p(label) (n), a stretch of logits at a time
def forward(self, x: Tensor, at: Tensor, labels: Tensor, numbers: Tensor, ws: List[Tensor]) -> Tensor:
  stretch = 256
  n = torch.size(at, 0)
  parts: List[Tensor] = []
  begin = 0
  while begin < n:
    length = min(stretch, n - begin)
    h = torch.index_select(x, 0, torch.narrow(at, 0, begin, length))
    h = torch.rms_norm(h, [torch.size(x, 1)], ws[1], float(numbers[0]))
    logits = torch.type_as(torch.matmul(torch.type_as(h, ws[2]), ws[2]), x)  # (length, V)
    parts.append(torch.cross_entropy_loss(logits, torch.narrow(labels, 0, begin, length), None, 0))
    begin = begin + length
  return torch.cat(parts)
