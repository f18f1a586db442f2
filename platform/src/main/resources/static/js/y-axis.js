// The vertical axis of line charts: one choice for all charts of a page, kept in the address.
import uPlot from "../webjars/uplot/dist/uPlot.esm.js";
import { element, parameter, remember } from "./dom.js";

const CHOICES = { "": "without spikes", full: "all values", log: "logarithmic" };
/** Values are spikes if the axis would be this many times longer with them than without them. */
const STRETCH = 10;
/** Fewer points than this have no spikes: each of them may matter. */
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

/** Ends of the axis for some lines, each a list of values; null is no value. */
export function linearRange(lines, spikes = false) {
  const known = lines.map((values) => values.filter((x) => x !== null && x !== undefined)).filter((values) => values.length);
  if (!known.length) return [0, 1];
  const all = union(known.map(extent));
  if (spikes) return padded(all);
  const usual = union(known.map((values) => extent(withoutSpikes(values))));
  const [low, high] = padded(usual);
  return all[1] - all[0] > STRETCH * (high - low) ? [low, high] : padded(all);
}

/** Ends of a logarithmic axis, which has no place for zero and below; null if there is nothing above. */
export function logRange(lines) {
  const positive = lines.flat().filter((x) => x > 0);
  if (!positive.length) return null;
  const [low, high] = extent(positive);
  return uPlot.rangeLog(low, high, 10, false);
}

/** Lines of a logarithmic axis: as many for each power of ten as there is room for. */
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

/** Drops what lies far outside the middle nine tenths of the values. */
function withoutSpikes(values) {
  if (values.length < ENOUGH) return values;
  const sorted = values.toSorted((a, b) => a - b);
  const low = sorted[Math.floor(0.05 * (sorted.length - 1))];
  const high = sorted[Math.ceil(0.95 * (sorted.length - 1))];
  const reach = 3 * (high - low);
  return sorted.filter((x) => x >= low - reach && x <= high + reach);
}

/** Some air above and below; a constant lies in the middle of an axis of its own size, zero in that from −1 to 1. */
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
