# One step of AdamW on every parameter, in place; the gradients are clipped by their global norm and
# left zero for the next step.
#
# numbers float64: lr, beta1, beta2, eps, weight decay, maximum norm (0: no clipping)
# step () int64, from 1
# decays (P) int64: 1 if weight decay applies to the parameter
# returns (2): the norm before clipping, and the largest weight afterwards, NaN if one is NaN
def forward(self, step: Tensor, numbers: Tensor, decays: Tensor, params: List[Tensor], grads: List[Tensor], firsts: List[Tensor], seconds: List[Tensor]) -> Tensor:
  norms: List[Tensor] = []
  for i in range(torch.len(grads)):
    norms.append(torch.linalg_vector_norm(grads[i]))
  norm = torch.linalg_vector_norm(torch.stack(norms))
  largest = float(numbers[5])
  if largest > 0.0:
    factor = torch.clamp(torch.reciprocal(norm + 1e-6) * largest, None, 1.0)
    for i in range(torch.len(grads)):
      torch.mul_(grads[i], factor)
  lr = float(numbers[0])
  beta1 = float(numbers[1])
  beta2 = float(numbers[2])
  # bias correction: the means start at zero
  size = lr / (1.0 - beta1 ** float(step))
  bias = (1.0 - beta2 ** float(step)) ** 0.5
  largests: List[Tensor] = []
  for i in range(torch.len(params)):
    g = grads[i]
    if int(decays[i]) == 1:
      torch.mul_(params[i], 1.0 - lr * float(numbers[4]))
    torch.lerp_(firsts[i], g, 1.0 - beta1)
    torch.addcmul_(torch.mul_(seconds[i], beta2), g, g, value=1.0 - beta2)
    root = torch.add_(torch.div_(torch.sqrt(seconds[i]), bias), float(numbers[3]))
    torch.addcdiv_(params[i], firsts[i], root, value=-size)
    torch.zero_(g)
    largests.append(torch.linalg_vector_norm(params[i], float("inf")))
  return torch.stack([norm, torch.max(torch.stack(largests))])
