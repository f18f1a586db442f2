// The curves of the runs that a page compares, a method in its colour; runs that differ in their seed are one line, their mean.
import { get } from "./api.js";
import { LineChart, chartTools } from "./chart.js";
import { element } from "./dom.js";
import { methodColour } from "./methods.js";
import { hasEnded } from "./states.js";

/** Buckets of all lines together: many lines are drawn more coarsely. */
const BUCKETS = 9000;
/** Changes within this time are one. */
const BREATH = 2000;
const DASHES = [undefined, [6, 3], [2, 2], [8, 3, 2, 3]];
const CHARTS = [
  { key: "train/ce", title: "Cross-entropy in training", unit: "nats per target token" },
  { key: "train/executed_rate", title: "Layers executed in training", unit: "share of all layers, mean over tokens", share: true },
];

const section = document.querySelector("#curves");
const host = section.querySelector(".charts");
const lines = [...section.querySelectorAll("[data-curve]")].map(({ dataset }) => ({ runs: dataset.curve.split(" "), ...dataset }));
const charts = new Map();
const done = new Set();
const curves = new Map();

// A second line of the same method has the same colour and another dash.
const seen = new Map();
for (const line of lines) {
  const before = seen.get(line.method) ?? 0;
  seen.set(line.method, before + 1);
  line.look = { colour: methodColour(line.method), dash: DASHES[before % DASHES.length] };
}

section.querySelector(".chart-tools").replaceChildren(chartTools());
await fill().catch(() => {});
host.querySelector(".skeleton")?.remove();
if (!charts.size) host.append(element("p", { class: "empty" }, nothing()));
listen();

/** The page is refreshed when a run has changed: at once, or when it is visible and nothing in it is selected. */
function listen() {
  const events = new EventSource(section.dataset.events);
  let due = null;
  let deferred = false;
  const soon = () => {
    due ??= setTimeout(async () => {
      due = null;
      deferred = document.hidden;
      if (deferred) return;
      const shown = document.querySelector("#comparison");
      if (shown) htmx.trigger(shown, "outdated");
      await fill().catch(() => {}); // the next change asks again
    }, BREATH);
  };
  events.addEventListener("runs", soon);
  document.addEventListener("refresh-deferred", () => (deferred = true));
  for (const name of ["visibilitychange", "selectionchange", "focusout"]) {
    document.addEventListener(name, () => deferred && !document.hidden && getSelection().isCollapsed && soon());
  }
  addEventListener("pagehide", () => events.close());
}

function nothing() {
  const all = lines.flatMap((line) => line.runs).every((run) => done.has(run));
  return all ? "No run here trained for two steps or more: there are no curves." : "Curves appear here with the first training steps.";
}

/** One request for all runs that may have more to show. */
async function fill() {
  const open = lines.flatMap((line) => line.runs).filter((run) => !done.has(run));
  if (!open.length) return;
  const buckets = Math.round(Math.min(300, Math.max(30, BUCKETS / open.length)));
  const keys = CHARTS.map((chart) => chart.key);
  for (const { run, state, series } of await get("curves", { run: open, key: keys, buckets })) {
    if (hasEnded(state)) done.add(run);
    for (const { key, buckets } of series) curves.set(`${run} ${key}`, buckets);
  }
  for (const line of lines) {
    for (const chart of CHARTS) {
      const found = line.runs.map((run) => curves.get(`${run} ${chart.key}`) ?? []).filter((one) => one.length > 1);
      if (found.length) chartOf(chart).set(line.name, mean(found), line.look);
    }
  }
}

/** The mean over runs at the steps of the longest; a run counts where it has that bucket. */
function mean(found) {
  if (found.length === 1) return found[0];
  const longest = found.reduce((one, other) => (other.length > one.length ? other : one));
  return longest.map((bucket, at) => {
    const same = found.map((one) => one[at]).filter((one) => one?.step === bucket.step);
    const over = (name) => same.reduce((sum, one) => sum + Number(one[name]), 0) / same.length;
    return { ...bucket, mean: over("mean"), last: over("last"), min: Math.min(...same.map((one) => Number(one.min))), max: Math.max(...same.map((one) => Number(one.max))) };
  });
}

function chartOf(chart) {
  if (!charts.has(chart.key)) {
    host.querySelector(".skeleton, .empty")?.remove();
    charts.set(chart.key, new LineChart(host, { ...chart, many: true, height: 300 }));
  }
  return charts.get(chart.key);
}
