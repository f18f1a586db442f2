// The points of a chart's series: joined for uPlot, and read at the crosshair.
import uPlot from "../webjars/uplot/dist/uPlot.esm.js";
import { number } from "./format.js";
import { smoothed } from "./smoothing.js";

/** Joins the series on one x axis, as uPlot requires; missing points are null. */
export function joined(series, window) {
  return uPlot.join(series.map(({ steps, mean, min, max }) => (window ? [steps, mean, smoothed(steps, mean, window), min, max] : [steps, mean, min, max])));
}

/** The last value of a series at or before `x` as text, with its step if the series ends before `x`. */
export function reading(one, x, hovered, window) {
  const at = lastUntil(one.steps, x);
  if (at < 0) return "–";
  const step = one.steps[at];
  const end = step < x && at === one.steps.length - 1 ? ` at step ${number(step)}` : "";
  if (one.broken.includes(step)) return `NaN or infinite${end}`;
  if (window) return `${number(smoothed(one.steps, one.mean, window)[at])} (raw ${number(one.mean[at])})${end}`;
  const band = hovered && one.min[at] !== one.max[at] ? ` (${number(one.min[at])} – ${number(one.max[at])})` : "";
  return `${number(one.mean[at])}${band}${end}`;
}

/** The index of the last of the ascending `steps` that is at most `x`; -1 if there is none. */
function lastUntil(steps, x) {
  let low = 0;
  let high = steps.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (steps[middle] <= x) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

export function finite(x) {
  return Number.isFinite(x) ? x : null;
}
