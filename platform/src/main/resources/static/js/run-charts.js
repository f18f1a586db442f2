// One chart per series of a run. Events of the run add new points.
import { get } from "./api.js";
import { LineChart, chartTools } from "./chart.js";
import { element } from "./dom.js";
import { methodColour } from "./methods.js";

const KNOWN = {
  "train/loss": { title: "Training loss", unit: "cross-entropy + α × rate loss, nats" },
  "train/ce": { title: "Cross-entropy", unit: "nats per target token" },
  "train/executed_rate": { title: "Executed rate in training", unit: "executed layers as a share of layers × tokens", share: true },
  "train/rate_loss": { title: "Rate loss", unit: "distance from the target rate" },
  "train/lr": { title: "Learning rate", unit: "per step" },
  "train/grad_norm": { title: "Gradient norm", unit: "before clipping" },
  "time/train/step_seconds": { title: "Time per step", unit: "seconds" },
  "train/alpha": { title: "Weight of the rate loss", unit: "α" },
};
const ORDER = Object.keys(KNOWN);
const BUCKETS = 500;
const ENDED = "No curves: the run ended before its second training step.";

/** Whether the page declares the series, or the metric it is part of, a share. */
function isShare(key) {
  const shares = document.querySelector("[data-run]").dataset.shares.split(" ").filter(Boolean);
  return shares.some((share) => key === share || key.startsWith(`${share}/`));
}

export async function chartsTab(panel, run) {
  const host = panel.querySelector(".charts");
  const colour = methodColour(document.querySelector("[data-run]").dataset.method);
  const charts = new Map();
  /** Points that arrive while a chart loads its earlier points. */
  const late = new Map();

  /** The chart of a series; resolves when its points are loaded. */
  function chartOf(key) {
    if (!charts.has(key)) charts.set(key, create(key));
    return charts.get(key);
  }

  async function create(key) {
    const known = KNOWN[key] ?? { title: key, unit: "", share: /rate$|_ratio/.test(key) || isShare(key) };
    const chart = new LineChart(host, { ...known, key, notebook: notebook(run.id, key) });
    sort(host);
    await fill(chart, key);
    return chart;
  }

  async function fill(chart, key) {
    late.set(key, []);
    try {
      const { buckets } = await get(`runs/${run.id}/metrics/points`, { key, buckets: BUCKETS });
      chart.set(key, buckets, { colour });
    } finally {
      const points = late.get(key);
      late.delete(key);
      if (chart.has(key)) for (const [step, value] of points) chart.append(key, step, value);
    }
  }

  async function begin() {
    const series = await get(`runs/${run.id}/metrics`);
    const lines = series.filter((one) => one.count > 1).map((one) => one.key);
    await Promise.all(lines.map(chartOf));
    host.querySelector(".skeleton")?.remove();
    if (!lines.length) host.append(element("p", { class: "empty" }, run.ended ? ENDED : "Curves appear here with the first training steps."));
  }

  panel.querySelector(".chart-tools").replaceChildren(...chartTools());
  const begun = begin();
  const onMetric = async ({ detail: { key, step, value } }) => {
    await begun;
    if (!charts.has(key) && !key.startsWith("train/")) return;
    host.querySelector(".empty")?.remove();
    const chart = await chartOf(key);
    if (late.has(key)) {
      late.get(key).push([step, value]);
      return;
    }
    chart.append(key, step, value);
    if (chart.size(key) > 3 * BUCKETS) await fill(chart, key);
  };
  document.addEventListener("run-metric", onMetric);
  try {
    await begun;
  } catch (error) {
    // The tab is loaded again when it is next opened.
    document.removeEventListener("run-metric", onMetric);
    host.replaceChildren();
    throw error;
  }
}

function byOrder(a, b) {
  const rank = (key) => (ORDER.includes(key) ? ORDER.indexOf(key) : ORDER.length);
  return rank(a) - rank(b) || a.localeCompare(b);
}

function sort(host) {
  const figures = [...host.querySelectorAll("figure")];
  figures.sort((a, b) => byOrder(a.dataset.key, b.dataset.key)).forEach((figure) => host.append(figure));
}

function notebook(id, key) {
  return `var lab = Lab.connect();\nvar points = lab.metrics("${id}", "${key}");\npoints`;
}
