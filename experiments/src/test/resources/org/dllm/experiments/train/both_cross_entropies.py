# h (N, D), head (V, D), labels (N) -> the cross-entropy of cross_entropy.py, and PyTorch's
def forward(self, h: Tensor, head: Tensor, labels: Tensor, at_once: Tensor) -> List[Tensor]:
  return [self.cross_entropy(h, head, labels, int(at_once)), torch.cross_entropy_loss(self.mapped(h, head), labels, None, 2)]
