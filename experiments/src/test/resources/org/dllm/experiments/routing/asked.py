# x (..., D), rs: two unrelated arrays, then the router's -> (..., 2)
def forward(self, x: Tensor, eps: Tensor, rs: List[Tensor]) -> Tensor:
  return self.router_logits(x, 2, rs, float(eps))
