// Cells of a heat map, which count free decisions and forced executions separately, as the view activity_cell does.

/**
 * @typedef Count
 * @property {number} executed
 * @property {number} total
 *
 * @typedef Cell
 * @property {Count} free decisions of a router or a random draw
 * @property {Count} forced executions
 */
const NONE = { executed: 0, total: 0 };
export const NOTHING = { free: NONE, forced: NONE };

/** The share shown by the colour of a cell: of free decisions, or of forced executions if there are no free decisions. */
export function share({ free, forced }) {
  return ratio(free) ?? ratio(forced);
}

/** The mean of a row or column over its free decisions; null if there are none. */
export function mean(cells) {
  return ratio(total(cells, "free"));
}

/** The total counts of a row or column; `kind` is "free" or "forced". */
export function total(cells, kind) {
  return cells.reduce((sum, cell) => ({ executed: sum.executed + cell[kind].executed, total: sum.total + cell[kind].total }), NONE);
}

function ratio({ executed, total }) {
  return total === 0 ? null : executed / total;
}
