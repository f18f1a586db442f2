// Cells of a heat map: free choices and forced executions counted apart, as the view activity_cell defines them.

/**
 * @typedef Count
 * @property {number} executed
 * @property {number} total
 *
 * @typedef Cell
 * @property {Count} free choices of a router or a coin
 * @property {Count} forced executions that the method prescribes
 */
const NONE = { executed: 0, total: 0 };
export const NOTHING = { free: NONE, forced: NONE };

/** What the colour of a cell shows: the share of its free choices, or of forced executions if it has no other. */
export function share({ free, forced }) {
  return ratio(free) ?? ratio(forced);
}

/** Mean of a row or a column: the free choices of all its cells; null if there are none. */
export function mean(cells) {
  return ratio(total(cells, "free"));
}

/** The counts of a row or a column; `kind` is "free" or "forced". */
export function total(cells, kind) {
  return cells.reduce((sum, cell) => ({ executed: sum.executed + cell[kind].executed, total: sum.total + cell[kind].total }), NONE);
}

function ratio({ executed, total }) {
  return total === 0 ? null : executed / total;
}
