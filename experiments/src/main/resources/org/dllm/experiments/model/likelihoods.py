# x (N, D) before the last norm, at (n) int64, labels (n, K) int64
# -> log p (n, K) of each label after its token, and the highest log p (n) of any token.
# Computes 256 rows of logits at a time to limit memory.
def forward(self, x: Tensor, at: Tensor, labels: Tensor, numbers: Tensor, ws: List[Tensor]) -> List[Tensor]:
  stretch = 256
  n = torch.size(at, 0)
  parts: List[Tensor] = []
  best: List[Tensor] = []
  begin = 0
  while begin < n:
    length = min(stretch, n - begin)
    h = torch.index_select(x, 0, torch.narrow(at, 0, begin, length))
    h = torch.rms_norm(h, [torch.size(x, 1)], ws[1], float(numbers[0]))
    logits = torch.type_as(torch.matmul(torch.type_as(h, ws[2]), ws[2]), x)  # (length, V)
    logp = torch.log_softmax(logits, 1, None)
    parts.append(torch.gather(logp, 1, torch.narrow(labels, 0, begin, length)))
    best.append(torch.amax(logp, [1]))
    begin = begin + length
  return [torch.cat(parts), torch.cat(best)]
