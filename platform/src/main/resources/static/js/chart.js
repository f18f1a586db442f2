// A line chart: mean lines with a min–max band, one crosshair and one zoom for all charts of a page.
import uPlot from "/webjars/uplot/dist/uPlot.esm.js";
import { element, onTheme, parameter, remember, save, style } from "./dom.js";
import { number, value } from "./format.js";

const PAGE = uPlot.sync("page");
const MOST_IN_COLOUR = 10;
const HEIGHT = 220;
const charts = new Set();

onTheme(() => charts.forEach((chart) => chart.draw()));
addEventListener("popstate", () => charts.forEach((chart) => chart.zoomAsAsked()));

export class LineChart {
  #series = new Map();
  #plot = null;
  #frame = 0;
  #hovered = null;

  /**
   * @param options title and unit for the caption; `share` fixes the axis to 0–1; `many` for several
   *   series; `key` names it in exports; `notebook` is the Java that reads the same points
   */
  constructor(host, options) {
    this.options = options;
    this.readout = element("span", { class: "readout" });
    this.body = element("div", { class: "plot" });
    this.figure = element(
      "figure",
      { class: "chart card", "data-key": options.key ?? "" },
      element(
        "figcaption",
        {},
        element("h3", {}, options.title),
        this.#tools(),
        element("span", { class: `told small muted ${options.many ? "many" : ""}` }, element("span", {}, options.unit ?? ""), this.readout),
      ),
      this.body,
    );
    host.append(this.figure);
    charts.add(this);
    new ResizeObserver(() => requestAnimationFrame(() => this.#resize())).observe(this.body);
  }

  /** Points are what the API tells: {step, min, max, mean, last}, or {step, value} where nothing was merged. */
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

  /** A new point at the right end; after a resume it replaces those that were told before from its step on. */
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
    const shape = series.map((one) => one.name).join("\n") + document.documentElement.dataset.theme + style("--bg");
    const data = joined(series);
    if (this.#plot && this.shape === shape) {
      this.#plot.setData(data, !this.zoomed);
      this.#read(this.#plot);
      return;
    }
    this.shape = shape;
    this.#drop();
    this.#plot = new uPlot(this.#plan(series), data, this.body);
    if (parameter("zoom")) this.zoomAsAsked();
  }

  /** Shows the steps that the address names, or all. */
  zoomAsAsked() {
    if (!this.#plot) return;
    const zoom = parameter("zoom")?.split("-").map(Number);
    this.zoomed = zoom?.length === 2 && zoom.every(Number.isFinite);
    if (this.zoomed) this.#plot.setScale("x", { min: zoom[0], max: zoom[1] });
    else this.#plot.setData(this.#plot.data, true);
  }

  #plan(series) {
    const text = style("--muted");
    const grid = { stroke: style("--line"), width: 1 };
    const ticks = { ...grid, size: 4 };
    const font = `11px ${getComputedStyle(document.body).fontFamily}`;
    const axis = { stroke: text, font, grid, ticks };
    const lines = series.flatMap((one, i) => this.#lines(one, i, series.length));
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
      scales: { x: { time: false }, y: this.#range() },
      axes: [
        { ...axis, size: 28, label: "step", labelSize: 14, labelGap: 0, labelFont: font, values: (_, splits) => splits.map(number) },
        { ...axis, size: 56, values: (_, splits) => splits.map(number) },
      ],
      series: [{ label: "step" }, ...lines],
      bands: series.map((one, i) => ({ series: [3 * i + 3, 3 * i + 2], fill: `${one.look.colour ?? "#0072b2"}38` })),
      hooks: {
        setCursor: [(plot) => this.#read(plot)],
        setScale: [(plot, key) => key === "x" && this.#zoom(plot)],
        draw: [(plot) => this.#label(plot, series), (plot) => this.#markBroken(plot, series)],
      },
    };
  }

  #lines({ name, look }, i, count) {
    const faded = count > MOST_IN_COLOUR && i >= MOST_IN_COLOUR;
    const stroke = faded ? style("--line") : (look.colour ?? "#0072b2");
    const line = { label: name, stroke, width: 1.5, dash: look.dash, spanGaps: true, points: { show: false } };
    const edge = { ...line, width: 0, label: "" };
    return [line, { ...edge, label: `${name} min` }, { ...edge, label: `${name} max` }];
  }

  #range() {
    if (this.options.share) return { range: [0, 1] };
    return { range: (_, low, high) => (low === null ? [0, 1] : uPlot.rangeNum(low, high, 0.1, false)) };
  }

  #labelRoom(series) {
    if (!this.#directly(series)) return 14;
    const longest = Math.max(...series.map((one) => one.name.length));
    return Math.min(170, 12 + 6.2 * longest);
  }

  /** Labels stand at the right ends of the lines when there is room for them. */
  #directly(series) {
    return series.length > 1 && series.length <= 8 && this.body.clientWidth > 520;
  }

  #label(plot, series) {
    if (!this.#directly(series)) return;
    const ratio = devicePixelRatio;
    const ends = series
      .map((one) => {
        const last = one.mean.findLastIndex((x) => x !== null);
        return last < 0 ? null : { one, y: plot.valToPos(one.mean[last], "y", true) };
      })
      .filter(Boolean)
      .sort((a, b) => a.y - b.y);
    const { ctx, bbox } = plot;
    spread(ends, 13 * ratio, bbox.top + 6 * ratio, bbox.top + bbox.height - 6 * ratio);
    ctx.save();
    ctx.font = `${11 * ratio}px ${getComputedStyle(document.body).fontFamily}`;
    ctx.textAlign = "left";
    ctx.textBaseline = "middle";
    for (const { one, y } of ends) {
      ctx.fillStyle = one.look.colour;
      ctx.fillRect(bbox.left + bbox.width + 5 * ratio, y - 4 * ratio, 3 * ratio, 8 * ratio);
      ctx.fillStyle = style("--text");
      ctx.fillText(one.name, bbox.left + bbox.width + 12 * ratio, y);
    }
    ctx.restore();
  }

  /** NaN and infinities have no place on the axis: a red line stands where they came. */
  #markBroken(plot, series) {
    const { ctx, bbox } = plot;
    ctx.save();
    ctx.strokeStyle = style("--bad");
    ctx.lineWidth = devicePixelRatio;
    for (const step of series.flatMap((one) => one.broken)) {
      const x = plot.valToPos(step, "x", true);
      if (x < bbox.left || x > bbox.left + bbox.width) continue;
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
    }
    ctx.restore();
  }

  /** What lies under the crosshair, in words; without one, the last values. Every series is told, so that the caption keeps its height. */
  #read(plot) {
    const at = plot.cursor.idx;
    const names = [...this.#series.values()];
    const steps = plot.data[0];
    const index = at ?? steps.length - 1;
    if (index < 0) return;
    const told = names.map((one) => ({ one, text: reading(one, steps[index], at !== null) }));
    const step = `step ${number(steps[index])}`;
    if (names.length === 1) this.readout.textContent = `${step}: ${told.map(({ text }) => text).join()}`;
    else this.readout.replaceChildren(step, ...told.flatMap(({ one, text }) => [" · ", named(one, text)]));
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
    const png = element("button", { class: "plain tiny", type: "button", title: "Save as picture" }, "PNG");
    png.addEventListener("click", () => this.#picture((blob) => save(blob, `${name}.png`)));
    const csv = element("button", { class: "plain tiny", type: "button", title: "Save the points" }, "CSV");
    csv.addEventListener("click", () => save(new Blob([this.csv()], { type: "text/csv" }), `${name}.csv`));
    const tools = element("span", { class: "tools" }, png, csv);
    if (this.options.notebook) {
      const java = element("button", { class: "plain tiny", type: "button", title: "Copy three lines of Java for a notebook" }, "Java");
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

/** The last point of a series at or before `x`, in words; its step too where the series ends before. */
function reading(one, x, hovered) {
  const at = lastUntil(one.steps, x);
  if (at < 0) return "–";
  const step = one.steps[at];
  const end = step < x && at === one.steps.length - 1 ? ` at step ${number(step)}` : "";
  if (one.broken.includes(step)) return `NaN or infinite${end}`;
  const band = hovered && one.min[at] !== one.max[at] ? ` (${number(one.min[at])} – ${number(one.max[at])})` : "";
  return `${number(one.mean[at])}${band}${end}`;
}

/** The place of the last of the ascending `steps` that is not after `x`; -1 where all are. */
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

/** uPlot wants one x for all lines; where a line has no point stands null. */
function joined(series) {
  return uPlot.join(series.map((one) => [one.steps, one.mean, one.min, one.max]));
}

/** Moves what lies closer than `gap` apart, all of it between `top` and `bottom`. */
function spread(ends, gap, top, bottom) {
  let free = top;
  for (const end of ends) {
    end.y = Math.max(end.y, free);
    free = end.y + gap;
  }
  free = bottom;
  for (const end of ends.toReversed()) {
    end.y = Math.min(end.y, free);
    free = end.y - gap;
  }
}

/** A series' value with its colour and its name, which may hold any sign. */
function named({ name, look }, text) {
  const swatch = element("i", { "aria-hidden": "true" });
  swatch.style.background = look.colour;
  return element("span", { class: "one" }, swatch, `${name} ${text}`);
}

function finite(x) {
  return Number.isFinite(x) ? x : null;
}
