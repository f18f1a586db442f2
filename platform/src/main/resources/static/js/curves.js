// Training curves of compared runs, coloured by method. A seed group is one line, its mean.
import { get } from "./api.js";
import { LineChart, chartTools } from "./chart.js";
import { element } from "./dom.js";
import { methodColour } from "./methods.js";
import { hasEnded } from "./states.js";

/** Total number of buckets; the more lines, the fewer buckets per line. */
const BUCKETS = 9000;
const DASHES = [undefined, [6, 3], [2, 2], [8, 3, 2, 3]];
const CHARTS = [
  { key: "train/ce", title: "Cross-entropy in training", unit: "nats per target token" },
  { key: "train/executed_rate", title: "Executed rate in training", unit: "executed layers as a share of layers × tokens", share: true },
];

const section = document.querySelector("#curves");
const host = section.querySelector(".charts");
const lines = [...section.querySelectorAll("[data-curve]")].map(({ dataset }) => ({ runs: dataset.curve.split(" "), ...dataset }));
const charts = new Map();
const done = new Set();
const curves = new Map();

// Further lines of a method share its colour and differ by their dashes.
const seen = new Map();
for (const line of lines) {
  const before = seen.get(line.method) ?? 0;
  seen.set(line.method, before + 1);
  line.look = { colour: methodColour(line.method), dash: DASHES[before % DASHES.length] };
}

section.querySelector(".chart-tools").replaceChildren(...chartTools());
await fill().catch(() => {});
host.querySelector(".skeleton")?.remove();
if (!charts.size) host.append(element("p", { class: "empty" }, nothing()));
// A failed request is repeated at the next refresh.
section.addEventListener("changed", () => fill().catch(() => {}));

function nothing() {
  const all = lines.flatMap((line) => line.runs).every((run) => done.has(run));
  return all ? "No curves: no run trained for two steps or more." : "Curves appear here with the first training steps.";
}

/** Requests the points of all runs that may have new ones, in one request. */
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

/** The mean over runs at the steps of the longest run; runs without a bucket are left out of its mean. */
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
