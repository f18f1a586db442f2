def input_arrays(self) -> int:
  return 0
