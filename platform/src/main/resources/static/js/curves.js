// The curves of the runs that a page compares in one picture each, a method in its colour.
import { get } from "./api.js";
import { LineChart, chartTools } from "./chart.js";
import { element } from "./dom.js";
import { methodColour } from "./methods.js";
import { hasEnded } from "./states.js";

const BUCKETS = 300;
const EVERY = 5000;
const DASHES = [undefined, [6, 3], [2, 2], [8, 3, 2, 3]];
const CHARTS = [
  { key: "train/ce", title: "Cross-entropy in training", unit: "nats per target token" },
  { key: "train/executed_rate", title: "Layers executed in training", unit: "share of all layers, mean over tokens", share: true },
];

const section = document.querySelector("#curves");
const host = section.querySelector(".charts");
const runs = [...section.querySelectorAll("[data-curve]")].map(({ dataset }) => ({ id: dataset.curve, ...dataset }));
const looks = new Map();
const charts = new Map();
const done = new Set();

// A second run of the same method (another seed) has the same colour and another dash.
const seen = new Map();
for (const run of runs) {
  const before = seen.get(run.method) ?? 0;
  seen.set(run.method, before + 1);
  looks.set(run.id, { colour: methodColour(run.method), dash: DASHES[before % DASHES.length] });
}

section.querySelector(".chart-tools").replaceChildren(...chartTools());
await fill();
host.querySelector(".skeleton")?.remove();
if (!charts.size) host.append(element("p", { class: "empty" }, nothing()));
setTimeout(refresh, EVERY);

/** One after the other, however long an answer takes. */
async function refresh() {
  if (!document.hidden) await fill();
  if (done.size < runs.length) setTimeout(refresh, EVERY);
}

function nothing() {
  const all = runs.length > 0 && done.size === runs.length;
  return all ? "No run here trained for two steps or more: there are no curves." : "Curves appear here with the first training steps.";
}

/** Everything is fetched before anything is drawn, so that no half picture is shown. */
async function fill() {
  // what one run does not answer now, it may the next time
  const lines = await Promise.all(runs.filter((one) => !done.has(one.id)).map((one) => linesOf(one).catch(() => [])));
  for (const { chart, run, buckets } of lines.flat()) chartOf(chart).set(nameOf(run), buckets, looks.get(run.id));
}

async function linesOf(run) {
  const { state } = await get(`runs/${run.id}`); // before its points: the last ones are there then
  const lines = await Promise.all(
    CHARTS.map(async (chart) => {
      const { buckets } = await get(`runs/${run.id}/metrics/points`, { key: chart.key, buckets: BUCKETS });
      return { chart, run, buckets };
    }),
  );
  if (hasEnded(state)) done.add(run.id);
  return lines.filter(({ buckets }) => buckets.length > 1);
}

function nameOf(run) {
  const twins = runs.filter((other) => other.name === run.name);
  return twins.length > 1 ? `${run.name} ${run.id}` : run.name;
}

function chartOf(chart) {
  if (!charts.has(chart.key)) {
    host.querySelector(".skeleton, .empty")?.remove();
    charts.set(chart.key, new LineChart(host, { ...chart, many: true, height: 300 }));
  }
  return charts.get(chart.key);
}
