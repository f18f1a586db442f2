# T² Σ KL(softmax(t headᵀ / T) ‖ softmax(h headᵀ / T)) over the rows of h and t (N, D), with a gradient for h; head (V, D)
# is frozen. At most `at_once` logits of each are in memory.
def divergence(self, h: Tensor, t: Tensor, head: Tensor, temperature: float, at_once: int) -> Tensor:
  rows = torch.detach(h)
  rows_grad = torch.empty_like(rows)
  total = torch.zeros([], dtype=6, device=ops.prim.device(h))
  N = torch.size(h, 0)
  size = max(1, at_once // torch.size(head, 0))
  at = 0
  while at < N:
    n = min(size, N - at)
    own = torch.log_softmax(self.mapped(torch.narrow(rows, 0, at, n), head) / temperature, -1)  # (n, V)
    teacher = torch.log_softmax(self.mapped(torch.narrow(t, 0, at, n), head) / temperature, -1)
    p = torch.exp(teacher)
    total = total + torch.sum(p * (teacher - own))
    grad = (torch.exp(own) - p) * temperature
    torch.copy_(torch.narrow(rows_grad, 0, at, n), torch.mm(torch.to(grad, ops.prim.dtype(head), False, False, None), head))
    at = at + n
  # a sum with this gradient and the value of the divergence
  surrogate = torch.sum(h * rows_grad)
  return total * (temperature * temperature) + (surrogate - torch.detach(surrogate))
