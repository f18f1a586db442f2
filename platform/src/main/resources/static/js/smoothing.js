// Smoothing of curves: off by default, one window for all charts of a page, kept in the URL.
import { element, parameter, remember } from "./dom.js";
import { number } from "./format.js";

const WINDOWS = [10, 30, 100, 300, 1000, 3000];

/** The window in steps; 0 if smoothing is off. */
export function smoothing() {
  const asked = Number(parameter("smooth"));
  return Number.isInteger(asked) && asked > 1 ? asked : 0;
}

/** The description of smoothing in captions. */
export function smoothingWords() {
  const window = smoothing();
  return window ? `mean over ${number(window)} steps` : "";
}

/** The mean of the points within half a window before and after each point; gaps stay gaps. */
export function smoothed(steps, values, window) {
  let from = 0;
  let to = 0;
  let sum = 0;
  let count = 0;
  const add = (x, sign) => {
    if (x === null) return;
    sum += sign * x;
    count += sign;
  };
  return values.map((x, at) => {
    while (to < steps.length && steps[to] <= steps[at] + window / 2) add(values[to++], 1);
    while (steps[from] < steps[at] - window / 2) add(values[from++], -1);
    return x === null || count === 0 ? null : sum / count;
  });
}

/** The control that selects the window; calls `changed` after each change. */
export function smoothingChoice(changed) {
  const windows = [...new Set([...WINDOWS, smoothing()])].filter(Boolean).sort((a, b) => a - b);
  const options = windows.map((window) => element("option", { value: String(window) }, `mean over ${number(window)} steps`));
  const select = element("select", { class: "tiny", name: "smooth" }, element("option", { value: "" }, "off"), ...options);
  const show = () => (select.value = smoothing() || "");
  show();
  addEventListener("popstate", show);
  select.addEventListener("change", () => {
    remember({ smooth: select.value });
    changed();
  });
  return element("label", { class: "small muted" }, "Smoothing ", select);
}
