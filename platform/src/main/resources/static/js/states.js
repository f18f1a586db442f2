// States of runs, as in the API.
const ENDED = ["FINISHED", "FAILED", "CANCELLED"];

const RESUMABLE = ["FAILED", "CANCELLED"];

export function isResumable(state) {
  return RESUMABLE.includes(state);
}

export function hasEnded(state) {
  return ENDED.includes(state);
}
