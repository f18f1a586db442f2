def decide(self, x: Tensor, asked: Tensor, site: int, at: int, tokens: List[Tensor], rs: List[Tensor], ws: List[Tensor], numbers: List[float], state: List[Tensor]) -> List[Tensor]:
  # x (n, D) -> (n) bool; state: 1 for tokens that have exited. The last token of each prompt is probed. numbers: eps, margin
  if torch.len(state) == 0:
    state.append(torch.zeros([torch.size(x, 0)], dtype=6, device=ops.prim.device(x)))
  d = torch.full_like(state[0], nan)
  if at >= 0:
    row = torch.index_select(tokens[1], 0, asked)
    last = torch.eq(torch.index_select(tokens[0], 0, asked) + 1, torch.index_select(tokens[2], 0, row))
    left = torch.squeeze(torch.nonzero(torch.logical_and(last, torch.eq(state[0], 0.0))), 1)
    if torch.size(left, 0) > 0:
      score = self.exit_score(torch.index_select(x, 0, left), at, rs, ws, numbers[0])
      d = torch.index_copy(d, 0, left, torch.neg(score))
      exits = torch.zeros([torch.size(tokens[2], 0)], dtype=6, device=ops.prim.device(x))
      exits = torch.index_copy(exits, 0, torch.index_select(row, 0, left), torch.type_as(torch.ge(score, numbers[1]), x))
      state[0] = torch.maximum(state[0], torch.index_select(exits, 0, row))
  return self.answered([torch.eq(state[0], 0.0)], d)
