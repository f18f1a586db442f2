// The points of a chart as a table, for screen readers and for exact values.
import { element } from "./dom.js";
import { number } from "./format.js";

/** One row for each point of each series. */
export function pointTable(title, series) {
  const heads = ["series", "step", "mean", "min", "max"].map((name) => element("th", { scope: "col", class: name === "series" ? null : "num" }, name));
  const rows = series.flatMap((one) => one.steps.map((step, i) => row(one.name, step, [one.mean[i], one.min[i], one.max[i]])));
  return element(
    "div",
    { class: "scroll points", tabindex: "0", role: "region", "aria-label": `${title}, as a table` },
    element("table", {}, element("thead", {}, element("tr", {}, ...heads)), element("tbody", {}, ...rows)),
  );
}

function row(name, step, values) {
  const cells = values.map((x) => element("td", { class: "num", title: x === null ? null : String(x) }, x === null ? "NaN or infinite" : number(x)));
  return element("tr", {}, element("td", {}, name), element("td", { class: "num" }, number(step)), ...cells);
}
