# rs: weights of the score (D, 1), its bias (1), arrays of the predictor
# numbers: eps; 1 if the factor of an output is the sigmoid of the normed stream's score, 0 if it is the raw stream's score
def token_score(self, x: Tensor, at: int, rs: List[Tensor], numbers: List[float]) -> Tensor:
  # x (..., D) -> (...)
  if numbers[1] > 0.0:
    x = torch.rms_norm(x, [torch.size(x, -1)], None, numbers[0])
  return torch.squeeze(torch.matmul(x, rs[at]), -1) + rs[at + 1]

def token_factor(self, score: Tensor, numbers: List[float]) -> Tensor:
  if numbers[1] > 0.0:
    score = torch.sigmoid(score)
  return score
