// A line chart of means with a min–max band. All charts of a page share the crosshair and the zoom.
import uPlot from "../webjars/uplot/dist/uPlot.esm.js";
import { label, labelWidth, markBeyond, markBroken, onTop, swatch } from "./chart-marks.js";
import { finite, joined, reading } from "./chart-series.js";
import { pointTable } from "./chart-table.js";
import { element, onTheme, parameter, remember, save, style } from "./dom.js";
import { number, several, value } from "./format.js";
import { smoothing, smoothingChoice, smoothingWords } from "./smoothing.js";
import { linearRange, logRange, logSplits, yAxis, yAxisChoice } from "./y-axis.js";

const PAGE = uPlot.sync("page");
const MOST_IN_COLOUR = 10;
const HEIGHT = 220;
const charts = new Set();

onTheme(() => charts.forEach((chart) => chart.draw()));
addEventListener("popstate", () => {
  for (const chart of charts) {
    chart.draw();
    chart.zoomAsAsked();
  }
});

/** Controls that apply to all charts of the page. */
export function chartTools() {
  const draw = () => charts.forEach((chart) => chart.draw());
  return [smoothingChoice(draw), yAxisChoice(draw)];
}

export class LineChart {
  #series = new Map();
  #plot = null;
  #frame = 0;
  #hovered = null;
  #table = null;

  /**
   * @param options title and unit: for the caption; `share`: fixes the axis to 0–1; `many`: the chart has several
   *   series; `key`: name in exports; `notebook`: Java code that reads the same points
   */
  constructor(host, options) {
    this.options = options;
    this.readout = element("span", { class: "readout" });
    this.unit = element("span", {});
    this.beyond = element("p", { class: "beyond small", hidden: true });
    this.body = element("div", { class: "plot" });
    this.figure = element(
      "figure",
      { class: "chart card", "data-key": options.key ?? "" },
      element(
        "figcaption",
        {},
        element("h3", {}, options.title),
        this.#tools(),
        element("span", { class: `caption-values small muted ${options.many ? "many" : ""}` }, this.unit, this.readout),
      ),
      this.beyond,
      this.body,
    );
    host.append(this.figure);
    charts.add(this);
    new ResizeObserver(() => requestAnimationFrame(() => this.#resize())).observe(this.body);
  }

  /** Takes points of the API: {step, min, max, mean, last} for merged points, {step, value} for single points. */
  set(name, points, look = {}) {
    const steps = [];
    const mean = [];
    const min = [];
    const max = [];
    const broken = [];
    for (const point of points) {
      const middle = value(point.mean ?? point.value);
      steps.push(point.step);
      mean.push(finite(middle));
      min.push(finite(value(point.min ?? point.value)));
      max.push(finite(value(point.max ?? point.value)));
      if (point.nan > 0 || !Number.isFinite(value(point.last ?? point.value))) broken.push(point.step);
    }
    this.#series.set(name, { name, steps, mean, min, max, broken, look });
    this.#later();
  }

  /** Appends a point. After a resume, it replaces earlier points from its step on. */
  append(name, step, raw) {
    const series = this.#series.get(name);
    const x = finite(value(raw));
    const { steps, mean, min, max } = series;
    while (steps.at(-1) >= step) for (const each of [steps, mean, min, max]) each.pop();
    series.broken = series.broken.filter((broken) => broken < step);
    if (x === null) series.broken.push(step);
    series.steps.push(step);
    series.mean.push(x);
    series.min.push(x);
    series.max.push(x);
    this.#later();
  }

  has(name) {
    return this.#series.has(name);
  }

  size(name) {
    return this.#series.get(name)?.steps.length ?? 0;
  }

  lastStep(name) {
    return this.#series.get(name)?.steps.at(-1) ?? -1;
  }

  remove() {
    charts.delete(this);
    this.#drop();
    this.figure.remove();
  }

  #later() {
    if (!this.#frame) {
      this.#frame = requestAnimationFrame(() => {
        this.#frame = 0;
        this.draw();
      });
    }
  }

  draw() {
    const series = [...this.#series.values()];
    if (!series.length || !this.body.clientWidth) return;
    const window = smoothing();
    const shape = series.map((one) => one.name).join("\n") + document.documentElement.dataset.theme + style("--bg") + window + yAxis();
    const data = joined(series, window);
    this.unit.textContent = [smoothingWords(), this.options.unit].filter(Boolean).join(" · ");
    if (this.#plot && this.shape === shape) {
      this.#plot.setData(data, !this.zoomed);
      this.#read(this.#plot);
      this.#describe(series);
      return;
    }
    this.shape = shape;
    this.#drop();
    this.#hovered = null;
    this.#plot = new uPlot(this.#plan(series, window > 0), data, this.body);
    this.#plot.ctx.canvas.setAttribute("role", "img");
    this.#describe(series);
    if (parameter("zoom")) this.zoomAsAsked();
  }

  /** Updates the accessible name of the chart, and its table if it is open. */
  #describe(series) {
    const points = series.reduce((sum, one) => sum + one.steps.length, 0);
    const { title, unit } = this.options;
    this.#plot.ctx.canvas.setAttribute("aria-label", `${title}${unit ? `, ${unit}` : ""}: ${series.map((one) => one.name).join(", ")}, ${number(points)} points`);
    if (!this.#table) return;
    const { scrollTop } = this.#table;
    const table = pointTable(title, series);
    this.#table.replaceWith(table);
    this.#table = table;
    table.scrollTop = scrollTop;
  }

  #switchTable(button) {
    if (this.#table) {
      this.#table.remove();
      this.#table = null;
    } else {
      this.#table = pointTable(this.options.title, [...this.#series.values()]);
      this.figure.append(this.#table);
    }
    button.setAttribute("aria-expanded", String(this.#table !== null));
  }

  /** Shows the steps in the URL, or all steps. */
  zoomAsAsked() {
    if (!this.#plot) return;
    const zoom = parameter("zoom")?.split("-").map(Number);
    this.zoomed = zoom?.length === 2 && zoom.every(Number.isFinite);
    if (this.zoomed) this.#plot.setScale("x", { min: zoom[0], max: zoom[1] });
    else this.#plot.setData(this.#plot.data, true);
  }

  #plan(series, smooth) {
    const text = style("--muted");
    const grid = { stroke: style("--line"), width: 1 };
    const ticks = { ...grid, size: 4 };
    const font = `11px ${getComputedStyle(document.body).fontFamily}`;
    const axis = { stroke: text, font, grid, ticks };
    const looks = series.map((one, i) => this.#look(one, i));
    const lines = series.flatMap((one, i) => linesOf(one, looks[i], smooth));
    const each = smooth ? 4 : 3;
    return {
      width: this.body.clientWidth,
      height: this.options.height ?? HEIGHT,
      padding: [10, this.#labelRoom(series), 0, 0],
      legend: { show: false },
      cursor: {
        sync: { key: PAGE.key, setSeries: false },
        drag: { x: true, y: false },
        focus: { prox: 24 },
        points: { size: 6 },
      },
      focus: { alpha: series.length > 3 ? 0.35 : 1 },
      scales: { x: { time: false }, y: this.#range(series) },
      axes: [
        { ...axis, size: 28, label: "step", labelSize: 14, labelGap: 0, labelFont: font, values: (_, splits) => splits.map(number) },
        { ...axis, size: 56, values: (_, splits) => splits.map(number), ...this.#splits(series) },
      ],
      series: [{ label: "step" }, ...lines],
      bands: looks.map(({ stroke }, i) => ({ series: [each * (i + 1), each * (i + 1) - 1], fill: `${stroke}${smooth ? "1c" : "38"}` })),
      hooks: {
        setCursor: [(plot) => this.#read(plot)],
        setScale: [(plot, key) => key === "x" && this.#zoom(plot)],
        setSeries: [(_, index) => (this.#hovered = index === null ? null : Math.floor((index - 1) / each))],
        draw: [(plot) => this.#marks(plot, series, looks)],
      },
    };
  }

  /** With more than ten series, a series is grey until it is hovered. */
  #look({ look }, i) {
    const colour = look.colour ?? "#0072b2";
    return { colour, dash: look.dash, stroke: i < MOST_IN_COLOUR ? colour : style("--line") };
  }

  #marks(plot, series, looks) {
    const hovered = this.#hovered;
    if (hovered >= MOST_IN_COLOUR) onTop(plot, series[hovered], looks[hovered]);
    if (this.#labelsFit(series)) label(plot, series, looks);
    markBroken(plot, series);
    const { count, low, high } = markBeyond(plot, series, looks);
    const ends = [high === null ? null : `up to ${number(high)}`, low === null ? null : `down to ${number(low)}`].filter(Boolean);
    this.beyond.hidden = count === 0;
    this.beyond.textContent = count ? `${several(count, "point")} outside the axis range, ${ends.join(" and ")}` : "";
  }

  #range(series) {
    if (this.options.share) return { range: [0, 1] };
    const visible = (plot) => {
      const [from, to] = plot.series[0].idxs;
      return plot.data.slice(1).map((values) => Array.from(values).slice(from, to + 1));
    };
    if (this.#logarithmic(series)) return { distr: 3, log: 10, range: (plot, low, high) => logRange(visible(plot)) ?? [low ?? 1, high ?? 10] };
    return { range: (plot) => linearRange(visible(plot), yAxis() === "full") };
  }

  #logarithmic(series) {
    return !this.options.share && yAxis() === "log" && logRange(series.map((one) => one.max)) !== null;
  }

  #splits(series) {
    return this.#logarithmic(series) ? { splits: (_, axis, low, high) => logSplits(low, high), filter: (_, splits) => splits } : {};
  }

  #labelRoom(series) {
    if (!this.#labelsFit(series)) return 14;
    return Math.min(180, labelWidth(series.map((one) => one.name)));
  }

  /** Whether there is room for labels at the right ends of the lines. */
  #labelsFit(series) {
    return series.length > 1 && series.length <= 8 && this.body.clientWidth > 520;
  }

  /** Shows the values at the crosshair, or the last values. Lists every series, so that the caption keeps its height. */
  #read(plot) {
    const at = plot.cursor.idx;
    const names = [...this.#series.values()];
    const steps = plot.data[0];
    const index = at ?? steps.length - 1;
    if (index < 0) return;
    const window = smoothing();
    const readings = names.map((one, i) => ({ name: one.name, look: this.#look(one, i), text: reading(one, steps[index], at !== null, window) }));
    const step = `step ${number(steps[index])}`;
    if (names.length === 1) this.readout.textContent = `${step}: ${readings.map(({ text }) => text).join()}`;
    else this.readout.replaceChildren(step, ...readings.flatMap((one) => [" ", named(one)]));
  }

  #zoom(plot) {
    const { min, max } = plot.scales.x;
    const steps = plot.data[0];
    this.zoomed = steps.length > 1 && (min > steps[0] || max < steps.at(-1));
    if (this.zoomed) remember({ zoom: `${Math.round(min)}-${Math.round(max)}` });
    else if (plot.status === 1) remember({ zoom: null });
  }

  #resize() {
    const width = this.body.clientWidth;
    if (!width) return;
    if (!this.#plot) this.draw();
    else if (this.#plot.width !== width) {
      this.shape = null;
      this.draw();
    }
  }

  #drop() {
    this.#plot?.destroy();
    this.#plot = null;
  }

  #tools() {
    const name = (this.options.key ?? this.options.title).replaceAll(/[^a-zA-Z0-9]+/g, "-");
    const png = element("button", { class: "plain tiny", type: "button", title: "Save as image" }, "PNG");
    png.addEventListener("click", () => this.#picture((blob) => save(blob, `${name}.png`)));
    const csv = element("button", { class: "plain tiny", type: "button", title: "Save the points as CSV" }, "CSV");
    csv.addEventListener("click", () => save(new Blob([this.csv()], { type: "text/csv" }), `${name}.csv`));
    const table = element("button", { class: "plain tiny", type: "button", "aria-expanded": "false", title: "Show the points as a table" }, "Table");
    table.addEventListener("click", () => this.#switchTable(table));
    const tools = element("span", { class: "tools" }, table, png, csv);
    if (this.options.notebook) {
      const java = element("button", { class: "plain tiny", type: "button", title: "Copy Java code for a notebook" }, "Java");
      java.addEventListener("click", async () => {
        await navigator.clipboard.writeText(this.options.notebook);
        java.textContent = "copied";
        setTimeout(() => (java.textContent = "Java"), 1500);
      });
      tools.append(java);
    }
    return tools;
  }

  #picture(done) {
    const from = this.#plot.ctx.canvas;
    const copy = element("canvas", { width: from.width, height: from.height });
    const ctx = copy.getContext("2d");
    ctx.fillStyle = style("--surface");
    ctx.fillRect(0, 0, copy.width, copy.height);
    ctx.drawImage(from, 0, 0);
    copy.toBlob(done);
  }

  csv() {
    const lines = ["series,step,mean,min,max"];
    for (const one of this.#series.values()) {
      one.steps.forEach((step, i) => {
        lines.push(`"${one.name.replaceAll('"', '""')}",${step},${one.mean[i] ?? ""},${one.min[i] ?? ""},${one.max[i] ?? ""}`);
      });
    }
    return `${lines.join("\n")}\n`;
  }
}

/** The line of means with its min–max band, and the raw line behind a smoothed one. */
function linesOf({ name }, { stroke, dash }, smooth) {
  const line = { label: name, stroke, width: 1.5, dash, spanGaps: true, points: { show: false } };
  const edge = { ...line, width: 0 };
  const shown = [line, { ...edge, label: `${name} min` }, { ...edge, label: `${name} max` }];
  return smooth ? [{ ...line, label: `${name} raw`, stroke: `${stroke}60`, width: 1 }, ...shown] : shown;
}

/** The value of a series with its line sample and name. */
function named({ name, look, text }) {
  return element("span", { class: "one" }, swatch(look), `${name} ${text}`);
}
