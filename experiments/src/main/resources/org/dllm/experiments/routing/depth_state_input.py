# rs: U (D, S), a (S), C (D, S), b (S); state: s (..., S)
def input_arrays(self) -> int:
  return 4

def router_input(self, x: Tensor, asked: Tensor, tokens: List[Tensor], at: int, rs: List[Tensor], eps: float, state: List[Tensor]) -> Tensor:
  h = torch.rms_norm(x, [torch.size(x, -1)], None, eps)
  z = torch.sigmoid(torch.linear(h, torch.t(rs[at]), rs[at + 1]))
  s = z * torch.tanh(torch.linear(h, torch.t(rs[at + 2]), rs[at + 3]))
  if torch.len(state) > 0:
    s = s + (1.0 - z) * state[0]
    state[0] = s
  else:
    state.append(s)
  return torch.cat([h, s], -1)
