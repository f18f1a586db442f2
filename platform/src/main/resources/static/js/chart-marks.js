// Marks drawn over the lines of a chart, and line samples for labels.
import { element, style } from "./dom.js";

/** Length of a line sample in pixels. */
const SAMPLE = 16;

const ruler = document.createElement("canvas").getContext("2d");

/** Width in pixels of the labels at the right ends of the lines. */
export function labelWidth(names) {
  ruler.font = font(1);
  return 5 + SAMPLE + 5 + 4 + Math.max(...names.map((name) => ruler.measureText(name).width));
}

function font(ratio) {
  return `${11 * ratio}px ${getComputedStyle(document.body).fontFamily}`;
}

/** Draws labels at the right ends of the lines, each with a sample of its line. */
export function label(plot, series, looks) {
  const ratio = devicePixelRatio;
  const ends = series
    .map((one, i) => {
      const last = one.mean.findLastIndex((x) => x !== null);
      return last < 0 ? null : { name: one.name, look: looks[i], y: plot.valToPos(one.mean[last], "y", true) };
    })
    .filter(Boolean)
    .sort((a, b) => a.y - b.y);
  const { ctx, bbox } = plot;
  const left = bbox.left + bbox.width + 5 * ratio;
  spread(ends, 13 * ratio, bbox.top + 6 * ratio, bbox.top + bbox.height - 6 * ratio);
  ctx.save();
  ctx.font = font(ratio);
  ctx.textAlign = "left";
  ctx.textBaseline = "middle";
  for (const { name, look, y } of ends) {
    pen(ctx, look, look.stroke, 2);
    ctx.beginPath();
    ctx.moveTo(left, y);
    ctx.lineTo(left + SAMPLE * ratio, y);
    ctx.stroke();
    ctx.fillStyle = style("--text");
    ctx.fillText(name, left + (SAMPLE + 5) * ratio, y);
  }
  ctx.restore();
}

/** Marks NaN and infinite values, which have no position on the axis, with a vertical red line. */
export function markBroken(plot, series) {
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

/** Marks values outside the axis with triangles at its edges. Returns their number and the extreme values. */
export function markBeyond(plot, series, looks) {
  const { ctx, bbox, scales } = plot;
  const [first, last] = [scales.x.min, scales.x.max];
  const beyond = { count: 0, low: null, high: null };
  ctx.save();
  series.forEach(({ steps, min, max }, i) => {
    ctx.fillStyle = looks[i].stroke;
    steps.forEach((step, at) => {
      if (step < first || step > last || max[at] === null) return;
      const above = max[at] > scales.y.max;
      const below = min[at] < scales.y.min;
      if (above) triangle(plot, step, bbox.top, 1);
      if (below) triangle(plot, step, bbox.top + bbox.height, -1);
      if (above) beyond.high = Math.max(beyond.high ?? max[at], max[at]);
      if (below) beyond.low = Math.min(beyond.low ?? min[at], min[at]);
      beyond.count += above || below ? 1 : 0;
    });
  });
  ctx.restore();
  return beyond;
}

function triangle({ ctx, valToPos }, step, edge, down) {
  const size = 6 * devicePixelRatio;
  const x = valToPos(step, "x", true);
  ctx.beginPath();
  ctx.moveTo(x, edge);
  ctx.lineTo(x - size, edge + down * 1.5 * size);
  ctx.lineTo(x + size, edge + down * 1.5 * size);
  ctx.fill();
}

/** Draws one line over all others, in its own colour. */
export function onTop(plot, { steps, mean }, look) {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  pen(ctx, look, look.colour, 2);
  ctx.beginPath();
  steps.forEach((step, i) => {
    if (mean[i] !== null) ctx.lineTo(plot.valToPos(step, "x", true), plot.valToPos(mean[i], "y", true));
  });
  ctx.stroke();
  ctx.restore();
}

/** A line sample with the colour and dashes of its line. */
export function swatch({ stroke, dash }) {
  const node = element("i", { "aria-hidden": "true" });
  let at = 0;
  const pieces = (dash ?? [SAMPLE, 0]).map((length, i) => {
    const from = at;
    at += length;
    return `${i % 2 ? "transparent" : stroke} ${from}px ${at}px`;
  });
  node.style.background = `repeating-linear-gradient(90deg, ${pieces.join(", ")})`;
  return node;
}

function pen(ctx, { dash }, colour, width) {
  ctx.strokeStyle = colour;
  ctx.lineWidth = width * devicePixelRatio;
  ctx.setLineDash((dash ?? []).map((length) => length * devicePixelRatio));
}

/** Moves labels at least `gap` apart, within `top` and `bottom`. */
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
