// The values of a heat map as a table, for screen readers and for copying.
import { element } from "./dom.js";
import { mean, share } from "./heat-cells.js";

/** One row per layer, the highest first as in the heat map; the last column and row are means. */
export function heatTable({ title, unit, columns, layers, cell }) {
  const stack = Array.from({ length: layers }, (_, i) => layers - 1 - i);
  const head = element(
    "tr",
    {},
    element("th", { scope: "col" }, "layer"),
    ...columns.map((name) => element("th", { scope: "col", class: "num" }, name)),
    element("th", { scope: "col", class: "num" }, "mean"),
  );
  const rows = stack.map((layer) => {
    const cells = columns.map((_, column) => cell(layer, column));
    return row(String(layer), [...cells.map(cellText), meanText(cells)]);
  });
  const means = columns.map((_, column) => meanText(stack.map((layer) => cell(layer, column))));
  const all = meanText(stack.flatMap((layer) => columns.map((_, column) => cell(layer, column))));
  return element(
    "div",
    { class: "scroll", tabindex: "0", role: "region", "aria-label": `${title}, as a table` },
    element(
      "table",
      {},
      element("caption", { class: "muted" }, `Executed rate by layer and ${unit}; f: forced, excluded from means`),
      element("thead", {}, head),
      element("tbody", {}, ...rows),
      element("tfoot", {}, row("mean", [...means, all])),
    ),
  );
}

function row(name, texts) {
  return element("tr", {}, element("th", { scope: "row" }, name), ...texts.map((text) => element("td", { class: "num" }, text)));
}

function cellText(cell) {
  const shown = share(cell);
  if (shown === null) return "–";
  return cell.free.total > 0 ? shown.toFixed(3) : `${shown.toFixed(3)} f`;
}

function meanText(cells) {
  return mean(cells)?.toFixed(3) ?? "–";
}
