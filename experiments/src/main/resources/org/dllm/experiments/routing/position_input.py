def router_input(self, x: Tensor, asked: Tensor, tokens: List[Tensor], at: int, rs: List[Tensor], eps: float, state: List[Tensor]) -> Tensor:
  # x (n, D) of the packed tokens `asked`, or (B, T, D) of all tokens -> (..., 17)
  p = tokens[0]
  if torch.dim(x) < 3:
    p = torch.index_select(p, 0, asked)
  p = torch.unsqueeze(torch.to(p, 6, False, False, None), -1)
  wave = torch.arange(8, dtype=6, device=ops.prim.device(x))
  angle = p * torch.exp(wave * -1.151292546497023)  # 10000 ** (-wave / 8)
  return torch.cat([torch.log1p(p) / 9.210340371976184, torch.sin(angle), torch.cos(angle)], -1)
