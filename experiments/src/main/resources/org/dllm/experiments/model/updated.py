# w (out, in), a (r, in), b (rows, r), scale () float64, sizes: an empty tensor of shape (first row, 0)
# -> a copy of w with scale b a added to its rows from the first on
def forward(self, w: Tensor, a: Tensor, b: Tensor, scale: Tensor, sizes: Tensor) -> Tensor:
  w = torch.clone(w)
  rows = torch.narrow(w, 0, torch.size(sizes, 0), torch.size(b, 0))
  torch.copy_(rows, torch.to(rows, 6, False, False, None) + torch.matmul(b, a) * float(scale))
  return w
