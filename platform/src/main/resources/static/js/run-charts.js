// One chart per series of a run; new points arrive by the run's events.
import { get } from "./api.js";
import { LineChart } from "./chart.js";
import { element } from "./dom.js";
import { methodColour } from "./methods.js";

const KNOWN = {
  "train/loss": { title: "Training loss", unit: "cross-entropy + weighted rate loss, nats" },
  "train/ce": { title: "Cross-entropy", unit: "nats per target token" },
  "train/executed_rate": { title: "Layers executed per token", unit: "share of all layers", share: true },
  "train/rate_loss": { title: "Rate loss", unit: "distance from the target share" },
  "train/lr": { title: "Learning rate", unit: "per step" },
  "train/grad_norm": { title: "Gradient norm", unit: "before clipping" },
  "train/alpha": { title: "Weight of the rate loss", unit: "α" },
};
const ORDER = Object.keys(KNOWN);
const BUCKETS = 500;

export async function chartsTab(panel, run) {
  const host = panel.querySelector(".charts");
  const colour = methodColour(document.querySelector("[data-run]").dataset.method);
  const charts = new Map();

  async function fill(chart, key) {
    const points = await get(`runs/${run.id}/metrics/points`, { key, buckets: BUCKETS });
    chart.set(key, points.points ?? points, { colour });
  }

  async function chartOf(key) {
    if (charts.has(key)) return;
    const known = KNOWN[key] ?? { title: key, unit: "", share: /rate$|_ratio|exact_match/.test(key) };
    const chart = new LineChart(host, { ...known, key, notebook: notebook(run.id, key) });
    charts.set(key, chart);
    sort(host);
    await fill(chart, key);
  }

  const series = await get(`runs/${run.id}/metrics`);
  host.querySelector(".skeleton")?.remove();
  const lines = series.filter((one) => one.count > 1).map((one) => one.key);
  nothingYet(host, lines.length === 0);
  lines.sort(byOrder);
  await Promise.all(lines.map(chartOf));

  document.addEventListener("run-metric", async ({ detail: { key, step, value } }) => {
    const chart = charts.get(key);
    if (chart?.has(key)) {
      chart.append(key, step, value);
      if (chart.size(key) > 3 * BUCKETS) await fill(chart, key);
    } else if (!chart && key.startsWith("train/")) {
      nothingYet(host, false);
      await chartOf(key);
    }
  });
  document.addEventListener("run-resumed", () => charts.forEach((chart, key) => fill(chart, key)));
}

function byOrder(a, b) {
  const rank = (key) => (ORDER.includes(key) ? ORDER.indexOf(key) : ORDER.length);
  return rank(a) - rank(b) || a.localeCompare(b);
}

function sort(host) {
  const figures = [...host.querySelectorAll("figure")];
  figures.sort((a, b) => byOrder(a.dataset.key, b.dataset.key)).forEach((figure) => host.append(figure));
}

function nothingYet(host, empty) {
  host.querySelector(".empty")?.remove();
  if (empty) host.append(element("p", { class: "empty" }, "Curves appear here with the first training steps."));
}

function notebook(id, key) {
  return `var lab = Lab.connect();\nvar points = lab.metrics("${id}", "${key}");\npoints`;
}
