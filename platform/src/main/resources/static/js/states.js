// States of runs, as the API names them.
const ENDED = ["FINISHED", "FAILED", "CANCELLED"];

export function hasEnded(state) {
  return ENDED.includes(state);
}
