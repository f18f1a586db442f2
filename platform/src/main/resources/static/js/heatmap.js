// Heat map of layer activity: layer 0 at the bottom, executed rates from 0 to 1 in cividis, forced cells hatched.
import { cividis, inkOn } from "./colours.js";
import { element, hideTip, onTheme, save, showTip, style } from "./dom.js";
import { number, percent } from "./format.js";
import { mean, share } from "./heat-cells.js";
import { heatTable } from "./heat-table.js";
import { term } from "./term.js";

const FEW = 20;
const LEFT = 34;
const RIGHT = 62;
const TOP = 40;
const BOTTOM = 12;
const maps = new Set();

onTheme(() => shown().forEach((map) => map.draw()));

/** The maps on the page. Forgets removed maps, so that their canvases can be freed. */
function shown() {
  for (const map of maps) if (!map.figure.isConnected) maps.delete(map);
  return maps;
}

export class HeatMap {
  #cursor = null;

  /**
   * @param options `by`: the end of the title, "Layer activity by …"; `unit`: the unit of a column; `columns`: their labels;
   *   `layers`: their number; `cell(layer, column)`: see heat-cells.js; `few`: false if cells are single observations;
   *   `cellWidth`: minimum width
   */
  constructor(host, options) {
    this.options = { few: true, sorted: false, numbers: false, cellWidth: 5, title: `Layer activity by ${options.by}`, ...options };
    this.order = options.columns.map((_, i) => i);
    // If no cell has a free decision, hatching would mark every cell and carry no information.
    this.chosen = this.order.some((column) => this.#columnMean(column) !== null);
    this.canvas = element("canvas", { tabindex: "0", role: "img", "aria-label": this.#description() });
    this.scroller = element("div", { class: "map" }, this.canvas);
    this.figure = element(
      "figure",
      { class: "heat card", "data-map": options.key ?? options.unit },
      element(
        "figcaption",
        {},
        element("h3", {}, term("Layer activity", "layer-activity"), ` by ${options.by}`),
        element("span", { class: "tools" }, this.chosen && this.#switch("Sort by mean", "sorted"), this.#switch("Numbers", "numbers"), this.#tableButton(), this.#csvButton()),
      ),
      this.scroller,
    );
    host.append(this.figure);
    new ResizeObserver(() => requestAnimationFrame(() => this.draw())).observe(this.scroller);
    shown().add(this);
    this.canvas.addEventListener("mousemove", (event) => this.#hover(event));
    this.canvas.addEventListener("mouseleave", hideTip);
    this.canvas.addEventListener("blur", hideTip);
    this.canvas.addEventListener("keydown", (event) => this.#keys(event));
    this.canvas.addEventListener("click", (event) => {
      const at = this.cellAt(event.offsetX, event.offsetY);
      if (at) this.options.onselect?.(at.column);
    });
  }

  draw() {
    const width = this.scroller.clientWidth;
    if (!width) return;
    const { layers, columns } = this.options;
    const room = width - LEFT - RIGHT;
    const across = Math.max(this.options.cellWidth, Math.min(96, room / columns.length));
    const down = Math.max(10, Math.min(28, 420 / layers));
    const label = this.#labelSpace(across);
    this.place = { across, down, top: TOP, left: LEFT, bottom: TOP + down * layers };
    this.#sizeCanvas(Math.ceil(LEFT + across * columns.length + RIGHT), Math.ceil(TOP + down * layers + label + BOTTOM));
    this.order = columns.map((_, i) => i);
    if (this.options.sorted) this.order.sort((a, b) => (this.#columnMean(b) ?? -1) - (this.#columnMean(a) ?? -1));
    this.ctx.font = `11px ${getComputedStyle(document.body).fontFamily}`;
    for (let layer = 0; layer < layers; layer++) {
      for (let at = 0; at < columns.length; at++) this.#drawCell(layer, at);
    }
    this.#rowLabels();
    this.#columnLabels(label);
    this.#margins();
    this.#cursorFrame();
  }

  #sizeCanvas(width, height) {
    const ratio = devicePixelRatio;
    this.canvas.width = width * ratio;
    this.canvas.height = height * ratio;
    this.canvas.style.width = `${width}px`;
    this.canvas.style.height = `${height}px`;
    this.ctx = this.canvas.getContext("2d");
    this.ctx.scale(ratio, ratio);
  }

  #drawCell(layer, at) {
    const column = this.order[at];
    const cell = this.options.cell(layer, column);
    const shown = share(cell);
    const { ctx } = this;
    const [x, y, w, h] = this.#box(layer, at);
    const gap = w > 8 ? 1 : 0;
    if (shown === null) {
      ctx.strokeStyle = style("--line");
      ctx.strokeRect(x + 0.5, y + 0.5, w - 1 - gap, h - 2);
      return;
    }
    ctx.fillStyle = cividis(shown);
    ctx.fillRect(x, y, w - gap + (gap ? 0 : 0.4), h - 1);
    if (cell.free.total > 0) {
      if (this.options.few && cell.free.total < FEW) this.#dot(x, y, w - gap, h - 1, shown);
    } else if (this.chosen) this.#hatch(x, y, w - gap, h - 1, shown);
    if (this.options.numbers && w >= 24 && h >= 12) {
      ctx.fillStyle = inkOn(shown);
      ctx.textAlign = "center";
      ctx.textBaseline = "middle";
      ctx.fillText(shown.toFixed(2).replace(/^0/, "").replace("1.00", "1"), x + (w - gap) / 2, y + h / 2);
    }
  }

  #hatch(x, y, w, h, shown) {
    const { ctx } = this;
    ctx.save();
    ctx.beginPath();
    ctx.rect(x, y, w, h);
    ctx.clip();
    ctx.strokeStyle = inkOn(shown);
    ctx.globalAlpha = 0.35;
    ctx.lineWidth = 1;
    ctx.beginPath();
    const first = Math.floor((x - h) / 5) * 5;
    for (let from = first; from < x + w; from += 5) {
      ctx.moveTo(from, y + h);
      ctx.lineTo(from + h, y);
    }
    ctx.stroke();
    ctx.restore();
  }

  #dot(x, y, w, h, shown) {
    const { ctx } = this;
    ctx.fillStyle = inkOn(shown);
    const step = 6;
    for (let dx = step / 2; dx < w; dx += step) {
      for (let dy = step / 2; dy < h; dy += step) ctx.fillRect(x + dx, y + dy, 1, 1);
    }
  }

  #rowLabels() {
    const { ctx, place } = this;
    ctx.fillStyle = style("--muted");
    ctx.textAlign = "right";
    ctx.textBaseline = "middle";
    const every = place.down >= 12 ? 1 : 2;
    for (let layer = 0; layer < this.options.layers; layer += every) {
      ctx.fillText(String(layer), LEFT - 6, this.#box(layer, 0)[1] + place.down / 2);
    }
    ctx.textAlign = "left";
    ctx.fillText("layer", 2, TOP - 10);
  }

  #labelSpace(across) {
    const { columns } = this.options;
    const context = document.createElement("canvas").getContext("2d");
    context.font = `11px ${getComputedStyle(document.body).fontFamily}`;
    this.longest = Math.max(...columns.map((name) => context.measureText(name).width));
    this.flat = this.longest + 8 <= across || this.#countable();
    return this.flat ? 16 : Math.min(130, this.longest) + 8;
  }

  /** Labels some of the positions, horizontally, because they are numbers. */
  #countable() {
    return this.options.columns.every((name) => /^[\d–-]+$/.test(name));
  }

  #columnLabels() {
    const { ctx, place } = this;
    ctx.fillStyle = style("--muted");
    const every = this.flat
      ? Math.max(1, Math.ceil((this.longest + 8) / place.across))
      : Math.max(1, Math.ceil(12 / place.across));
    const names = this.order.map((column) => this.options.columns[column]);
    const apart = (at, other) => Math.abs(at - other) >= every;
    // A range of positions is always labelled, because its column looks like that of a single position.
    const ranges = names.flatMap((name, at) => (this.flat && name.includes("–") ? [at] : []));
    const kept = ranges.filter((at, i) => i === 0 || apart(at, ranges[i - 1]));
    names.forEach((name, at) => {
      if (!kept.includes(at) && (at % every || !kept.every((other) => apart(at, other)))) return;
      const x = LEFT + place.across * (at + 0.5);
      if (this.flat) {
        ctx.textAlign = "center";
        ctx.textBaseline = "top";
        ctx.fillText(name, x, place.bottom + 4);
      } else {
        ctx.save();
        ctx.translate(x, place.bottom + 6);
        ctx.rotate(-Math.PI / 2);
        ctx.textAlign = "right";
        ctx.textBaseline = "middle";
        ctx.fillText(shortened(name), 0, 0);
        ctx.restore();
      }
    });
  }

  /** Draws the means as bars: of columns at the top, of layers at the right. */
  #margins() {
    const { ctx, place } = this;
    const right = LEFT + place.across * this.order.length + 6;
    ctx.textAlign = "left";
    ctx.textBaseline = "middle";
    for (let layer = 0; layer < this.options.layers; layer++) {
      const part = this.#layerMean(layer);
      if (part === null) continue;
      const y = this.#box(layer, 0)[1];
      ctx.fillStyle = style("--line");
      ctx.fillRect(right, y + place.down / 2 - 3, 24, 5);
      ctx.fillStyle = style("--accent");
      ctx.fillRect(right, y + place.down / 2 - 3, 24 * part, 5);
      ctx.fillStyle = style("--muted");
      if (place.down >= 12 || layer % 2 === 0) ctx.fillText(part.toFixed(2), right + 28, y + place.down / 2);
    }
    this.order.forEach((column, at) => {
      const part = this.#columnMean(column);
      if (part === null) return;
      const x = LEFT + place.across * at;
      const w = Math.max(1, Math.min(14, place.across - 1));
      const from = x + (place.across - w) / 2;
      ctx.fillStyle = style("--line");
      ctx.fillRect(from, TOP - 26, w, 20);
      ctx.fillStyle = style("--accent");
      ctx.fillRect(from, TOP - 6 - 20 * part, w, 20 * part);
      if (place.across >= 30) {
        ctx.fillStyle = style("--muted");
        ctx.textAlign = "center";
        ctx.fillText(part.toFixed(2), x + place.across / 2, TOP - 33);
      }
    });
  }

  #layerMean(layer) {
    return mean(this.options.columns.map((_, column) => this.options.cell(layer, column)));
  }

  #columnMean(column) {
    return mean(Array.from({ length: this.options.layers }, (_, layer) => this.options.cell(layer, column)));
  }

  #box(layer, at) {
    const { across, down } = this.place;
    return [LEFT + across * at, TOP + down * (this.options.layers - 1 - layer), across, down];
  }

  /** The cell at a point of the canvas. */
  cellAt(x, y) {
    const at = Math.floor((x - LEFT) / this.place.across);
    const up = Math.floor((y - TOP) / this.place.down);
    const layer = this.options.layers - 1 - up;
    if (at < 0 || at >= this.order.length || layer < 0 || up < 0) return null;
    return { layer, at, column: this.order[at] };
  }

  describe({ layer, column }) {
    const cell = this.options.cell(layer, column);
    const { free, forced } = cell;
    const lines = [`layer ${layer} · ${this.options.unit} ${this.options.columns[column]}`];
    if (free.total > 0) {
      lines.push(`${percent(share(cell))} executed: ${number(free.executed)} / ${number(free.total)}`);
      if (this.options.few && free.total < FEW) lines.push(`fewer than ${FEW} observations`);
    }
    if (forced.total > 0) lines.push(`forced: ${number(forced.executed)} / ${number(forced.total)}`);
    if (share(cell) === null) lines.push("not observed");
    return lines.join("\n");
  }

  #hover(event) {
    const at = this.cellAt(event.offsetX, event.offsetY);
    if (at) showTip(this.describe(at), event.clientX, event.clientY);
    else hideTip();
  }

  #keys(event) {
    const move = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (!move) return;
    event.preventDefault();
    const now = this.#cursor ?? { at: 0, layer: 0 };
    const bound = (x, most) => Math.min(most, Math.max(0, x));
    const moved = this.#cursor ? move : [0, 0];
    this.#cursor = {
      at: bound(now.at + moved[0], this.order.length - 1),
      layer: bound(now.layer + moved[1], this.options.layers - 1),
    };
    this.draw();
    const [x, y, w, h] = this.#box(this.#cursor.layer, this.#cursor.at);
    const frame = this.canvas.getBoundingClientRect();
    showTip(this.describe({ layer: this.#cursor.layer, column: this.order[this.#cursor.at] }), frame.x + x + w, frame.y + y + h);
  }

  #cursorFrame() {
    if (!this.#cursor) return;
    const [x, y, w, h] = this.#box(this.#cursor.layer, this.#cursor.at);
    this.ctx.strokeStyle = style("--text");
    this.ctx.lineWidth = 2;
    this.ctx.strokeRect(x, y, w - 1, h - 1);
  }

  #switch(text, option) {
    const button = element("button", { class: "plain tiny", type: "button", "aria-pressed": String(this.options[option]) }, text);
    button.addEventListener("click", () => {
      this.options[option] = !this.options[option];
      button.setAttribute("aria-pressed", String(this.options[option]));
      this.#cursor = null;
      this.draw();
    });
    return button;
  }

  #tableButton() {
    let table = null;
    const button = element("button", { class: "plain tiny", type: "button", "aria-expanded": "false" }, "Table");
    button.addEventListener("click", () => {
      table?.remove();
      table = table ? null : heatTable(this.options);
      if (table) this.figure.append(table);
      button.setAttribute("aria-expanded", String(table !== null));
    });
    return button;
  }

  #csvButton() {
    const button = element("button", { class: "plain tiny", type: "button", title: "Save the counts as CSV" }, "CSV");
    button.addEventListener("click", () => save(new Blob([this.csv()], { type: "text/csv" }), `layers-${this.options.key}.csv`));
    return button;
  }

  csv() {
    const lines = [`layer,${this.options.unit},executed,total,forced_executed,forced_total`];
    for (let layer = 0; layer < this.options.layers; layer++) {
      this.options.columns.forEach((name, column) => {
        const { free, forced } = this.options.cell(layer, column);
        lines.push(`${layer},"${name.replaceAll('"', '""')}",${free.executed},${free.total},${forced.executed},${forced.total}`);
      });
    }
    return `${lines.join("\n")}\n`;
  }

  #description() {
    const { title, layers, columns, unit } = this.options;
    return `${title}: ${layers} layers by ${columns.length} values of ${unit}. Arrow keys move between cells.`;
  }
}

function shortened(name) {
  return name.length > 20 ? `${name.slice(0, 19)}…` : name;
}
