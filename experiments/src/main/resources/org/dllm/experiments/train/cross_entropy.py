# The cross-entropy of labels (N) int64 under the logits h headᵀ, summed over the rows of h (N, D); head
# (V, D). One softmax gives the loss and its gradient; at most `at_once` logits are in memory.
def cross_entropy(self, h: Tensor, head: Tensor, labels: Tensor, at_once: int) -> Tensor:
  rows = torch.detach(h)
  w = torch.detach(head)
  learns = ops.prim.requires_grad(head)
  rows_grad = torch.empty_like(rows)
  if learns:
    head_grad = torch.zeros_like(w)
  else:
    head_grad = w
  total = torch.zeros([], dtype=6, device=ops.prim.device(h))
  N = torch.size(h, 0)
  size = max(1, at_once // torch.size(w, 0))
  at = 0
  while at < N:
    n = min(size, N - at)
    part = torch.narrow(rows, 0, at, n)
    label = torch.unsqueeze(torch.narrow(labels, 0, at, n), 1)
    logits = self.mapped(part, w)  # (n, V)
    max_logit = torch.amax(logits, [-1], True)
    label_logit = torch.gather(logits, 1, label)
    p = torch.softmax(logits, -1)
    total = total + torch.sum(max_logit - label_logit - torch.log(torch.amax(p, [-1], True)))
    p = torch.scatter_add_(p, 1, label, torch.full_like(label_logit, -1.0))
    torch.copy_(torch.narrow(rows_grad, 0, at, n), torch.mm(torch.to(p, ops.prim.dtype(w), False, False, None), w))
    if learns:
      torch.addmm_(head_grad, torch.t(p), part)
    at = at + n
  # a sum with these gradients and the value of the loss
  surrogate = torch.sum(h * rows_grad)
  if learns:
    surrogate = surrogate + torch.sum(head * head_grad)
  return total + (surrogate - torch.detach(surrogate))
