# The cross-entropy of labels (N) int64 under the logits h headᵀ, summed over the rows of h (N, D); head
# (V, D). The softmax gives the loss and its gradient at once, and at most `at_once` logits exist.
def cross_entropy(self, h: Tensor, head: Tensor, labels: Tensor, at_once: int) -> Tensor:
  rows = torch.detach(h)
  w = torch.detach(head)
  learns = ops.prim.requires_grad(head)
  towards = torch.empty_like(rows)
  if learns:
    headwards = torch.zeros_like(w)
  else:
    headwards = w
  total = torch.zeros([], dtype=6, device=ops.prim.device(h))
  N = torch.size(h, 0)
  size = max(1, at_once // torch.size(w, 0))
  at = 0
  while at < N:
    n = min(size, N - at)
    some = torch.narrow(rows, 0, at, n)
    label = torch.unsqueeze(torch.narrow(labels, 0, at, n), 1)
    logits = self.mapped(some, w)  # (n, V)
    most = torch.amax(logits, [-1], True)
    right = torch.gather(logits, 1, label)
    p = torch.softmax(logits, -1)
    total = total + torch.sum(most - right - torch.log(torch.amax(p, [-1], True)))
    p = torch.scatter_add_(p, 1, label, torch.full_like(right, -1.0))
    torch.copy_(torch.narrow(towards, 0, at, n), torch.mm(torch.to(p, ops.prim.dtype(w), False, False, None), w))
    if learns:
      torch.addmm_(headwards, torch.t(p), some)
    at = at + n
  # a sum whose gradients are those, and whose value is the loss
  toll = torch.sum(h * towards)
  if learns:
    toll = toll + torch.sum(head * headwards)
  return total + (toll - torch.detach(toll))
