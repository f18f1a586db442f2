// Heat maps of layer activity: by task family, token class, reasoning step and position, over the steps of the training.
import { get } from "./api.js";
import { element, parameter, remember } from "./dom.js";
import { NOTHING } from "./heat-cells.js";
import { HeatMap } from "./heatmap.js";
import { attempt } from "./tabs.js";

const AXES = {
  family: { by: "task family", unit: "family" },
  token_class: { by: "token class", unit: "token class" },
  chain_step: { by: "reasoning step", unit: "reasoning step" },
  steps: { by: "number of reasoning steps", unit: "number of steps" },
  position: { by: "position", unit: "position" },
};
/** The server merges positions into at most this many columns. */
const COLUMNS = 160;
const ENDED = "No layer activity: the run ended before evaluation.";
const WAITING = "Layer activity is counted during the training if the method has routers, and during the evaluation. It appears here afterwards.";
const NO_CHOICE = "No free decisions: the method fixes which layers execute. Cells show the fixed executions; means count free decisions only and are empty.";

export async function layersTab(panel, run) {
  const host = panel.querySelector(".maps");
  const chips = panel.querySelector(".choice");
  const slider = panel.querySelector(".steps");
  let filled = 0;
  let drawn = 0;
  let pending = 0;

  async function fill() {
    const mine = ++filled;
    const { axes, steps } = await get(`runs/${run.id}/activity`);
    if (mine !== filled) return;
    const tasks = [...new Set(axes.map((axis) => axis.task))];
    if (!tasks.length) {
      host.replaceChildren(element("p", { class: "empty" }, run.ended ? ENDED : WAITING));
      return;
    }
    const asked = parameter("task");
    const first = tasks.includes(asked) ? asked : tasks[0];
    await choose(chips, tasks, first, (task) => {
      remember({ task });
      const found = axes.filter((axis) => axis.task === task);
      const places = steps.filter((one) => one.task === task).map((one) => one.step ?? null);
      return slide(slider, places, (step) => {
        const mine = ++drawn;
        return draw(host, run, found, step, () => mine === drawn);
      });
    });
  }

  const onActivity = () => {
    clearTimeout(pending);
    pending = setTimeout(() => attempt(panel, fill), 1000);
  };
  // Listen before the first request: its response may lack activity that arrives meanwhile.
  document.addEventListener("run-activity", onActivity);
  try {
    await fill();
  } catch (error) {
    // The tab is loaded again when it is next opened.
    document.removeEventListener("run-activity", onActivity);
    throw error;
  }
}

/**
 * Offers the steps at which activity was counted; null is the evaluation, the last one. The last position stays selected when
 * steps are added. Returns the result of `chosen` for the selected step.
 */
function slide(slider, steps, chosen) {
  const input = slider.querySelector("input");
  const text = slider.querySelector("output");
  const last = steps.length - 1;
  const kept = slider.dataset.step === undefined ? -1 : steps.findIndex((step) => String(step) === slider.dataset.step);
  slider.hidden = steps.length < 2;
  input.max = String(last);
  input.value = String(kept < 0 ? last : kept);
  const pick = () => {
    const at = Number(input.value);
    if (at === last) delete slider.dataset.step;
    else slider.dataset.step = String(steps[at]);
    text.textContent = named(steps[at]);
    input.setAttribute("aria-valuetext", named(steps[at]));
    return chosen(steps[at]);
  };
  input.oninput = () => attempt(slider.closest("[role=tabpanel]"), pick);
  return pick();
}

function named(step) {
  return step === null ? "evaluation" : `step ${step.toLocaleString("en")}`;
}

/** Draws nothing if another task or step is selected before the responses arrive. */
async function draw(host, run, found, step, wanted) {
  const known = Object.keys(AXES).filter((name) => found.some((one) => one.axis === name));
  const others = found.map((one) => one.axis).filter((name) => !AXES[name]);
  const maps = await Promise.all(
    [...known, ...others].map(async (axis) => {
      const { cells } = await get(`runs/${run.id}/activity`, { task: found[0].task, axis, columns: COLUMNS, step });
      return { axis, cells };
    }),
  );
  if (!wanted()) return;
  host.replaceChildren();
  const chosen = maps.some(({ cells }) => cells.some((cell) => cell.free.total > 0));
  for (const part of document.querySelectorAll(".scale .choices")) part.hidden = !chosen;
  if (!chosen) host.append(element("p", { class: "notice" }, NO_CHOICE));
  for (const { axis, cells } of maps.filter((map) => map.cells.length)) {
    const about = AXES[axis] ?? { by: axis, unit: axis };
    const map = grid(cells);
    new HeatMap(host, { ...about, by: about.by + together(map.columns), key: axis, ...map });
  }
}

/** Names the first position from which columns hold several positions; their widths do not show it. */
function together(columns) {
  const first = columns.find((name) => name.includes("–"));
  return !first || first === columns[0] ? "" : `, several per column from ${first.split("–")[0]}`;
}

/** The columns in order, and a lookup of cells by layer and column. */
export function grid(cells) {
  const buckets = new Map(cells.map((cell) => [cell.column, cell.bucket]));
  const places = [...buckets.keys()].sort((a, b) => a - b);
  const found = new Map(cells.map((cell) => [`${cell.layer} ${cell.column}`, cell]));
  const layers = 1 + Math.max(-1, ...cells.map((cell) => cell.layer));
  return {
    columns: places.map((place) => buckets.get(place)),
    layers,
    cell: (layer, column) => found.get(`${layer} ${places[column]}`) ?? NOTHING,
  };
}

/** Shows chips of which one is selected. Returns the result of `chosen` for the first. */
export function choose(host, names, first, chosen) {
  const pick = (name) => {
    for (const chip of host.children) chip.setAttribute("aria-pressed", String(chip.dataset.name === name));
    return chosen(name);
  };
  host.replaceChildren(
    ...names.map((name) => {
      const chip = element("button", { type: "button", class: "chip", "data-name": name }, name);
      chip.addEventListener("click", () => attempt(host.closest("[role=tabpanel]"), () => pick(name)));
      return chip;
    }),
  );
  host.hidden = names.length < 2;
  return pick(first);
}
