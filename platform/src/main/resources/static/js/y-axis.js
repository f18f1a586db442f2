// The vertical axis of line charts: one setting for all charts of a page, kept in the URL.
import uPlot from "../webjars/uplot/dist/uPlot.esm.js";
import { element, parameter, remember } from "./dom.js";

const CHOICES = { "": "without spikes", full: "all values", log: "logarithmic" };
/** Outliers are spikes if they would make the axis this many times longer. */
const STRETCH = 10;
/** Minimum number of points for the detection of spikes. */
const ENOUGH = 10;

/** "" (without spikes), "full" or "log". */
export function yAxis() {
  const asked = parameter("y") ?? "";
  return asked in CHOICES ? asked : "";
}

export function yAxisChoice(changed) {
  const options = Object.entries(CHOICES).map(([key, name]) => element("option", { value: key }, name));
  const select = element("select", { class: "tiny", name: "y" }, ...options);
  const show = () => (select.value = yAxis());
  show();
  addEventListener("popstate", show);
  select.addEventListener("change", () => {
    remember({ y: select.value });
    changed();
  });
  return element("label", { class: "small muted" }, "Vertical axis ", select);
}

/** The ends of the axis for lines of values; null marks a missing value. */
export function linearRange(lines, spikes = false) {
  const known = lines.map((values) => values.filter((x) => x !== null && x !== undefined)).filter((values) => values.length);
  if (!known.length) return [0, 1];
  const all = union(known.map(extent));
  if (spikes) return padded(all);
  const usual = union(known.map((values) => extent(withoutSpikes(values))));
  const [low, high] = padded(usual);
  return all[1] - all[0] > STRETCH * (high - low) ? [low, high] : padded(all);
}

/** The ends of a logarithmic axis, from positive values only; null if there are none. */
export function logRange(lines) {
  const positive = lines.flat().filter((x) => x > 0);
  if (!positive.length) return null;
  const [low, high] = extent(positive);
  return uPlot.rangeLog(low, high, 10, false);
}

/** The ticks of a logarithmic axis: up to three per power of ten, fewer if there are many powers. */
export function logSplits(low, high) {
  const first = Math.floor(Math.log10(low));
  const last = Math.ceil(Math.log10(high));
  const powers = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  const every = Math.ceil(powers.length / 9);
  const between = powers.length > 4 ? [1] : [1, 2, 5];
  return powers
    .filter((power) => power % every === 0)
    .flatMap((power) => between.map((factor) => factor * 10 ** power))
    .filter((x) => x >= low && x <= high);
}

/** Drops values far outside the 5th to 95th percentile. */
function withoutSpikes(values) {
  if (values.length < ENOUGH) return values;
  const sorted = values.toSorted((a, b) => a - b);
  const low = sorted[Math.floor(0.05 * (sorted.length - 1))];
  const high = sorted[Math.ceil(0.95 * (sorted.length - 1))];
  const reach = 3 * (high - low);
  return sorted.filter((x) => x >= low - reach && x <= high + reach);
}

/** Adds padding. A constant is centred on an axis as long as its size; for zero, the axis is −1 to 1. */
function padded([low, high]) {
  const size = Math.max(Math.abs(low), Math.abs(high));
  if (high - low > 1e-9 * size) return uPlot.rangeNum(low, high, 0.1, false);
  return size === 0 ? [-1, 1] : [low - size / 2, high + size / 2];
}

function extent(values) {
  return values.reduce(([low, high], x) => [Math.min(low, x), Math.max(high, x)], [Infinity, -Infinity]);
}

function union(ranges) {
  return extent(ranges.flat());
}
