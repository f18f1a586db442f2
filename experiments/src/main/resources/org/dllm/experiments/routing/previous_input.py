# state: h (...), the earlier decisions
def router_input(self, x: Tensor, asked: Tensor, tokens: List[Tensor], at: int, rs: List[Tensor], eps: float, state: List[Tensor]) -> Tensor:
  if torch.len(state) == 0:
    state.append(torch.zeros_like(torch.select(x, -1, 0)))
  h = torch.rms_norm(x, [torch.size(x, -1)], None, eps)
  return torch.cat([h, torch.unsqueeze(state[0], -1)], -1)

def remembered(self, answer: List[Tensor], state: List[Tensor]) -> List[Tensor]:
  state[0] = state[0] * 0.5 + (torch.type_as(answer[0], state[0]) * 2.0 - 1.0)
  return answer
