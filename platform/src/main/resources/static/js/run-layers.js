// Heat maps of a run: which layers ran, by family, class of token, step of the chain and position.
import { get } from "./api.js";
import { element, parameter, remember } from "./dom.js";
import { NOTHING } from "./heat-cells.js";
import { HeatMap } from "./heatmap.js";
import { attempt } from "./tabs.js";

const AXES = {
  family: { title: "Layers by task family", unit: "family" },
  token_class: { title: "Layers by class of token", unit: "token class" },
  chain_step: { title: "Layers by step of the chain", unit: "chain step" },
  steps: { title: "Layers by number of steps of the example", unit: "number of steps" },
  position: { title: "Layers by position", unit: "position" },
};
/** More positions than this are put together by the server. */
const COLUMNS = 160;
const ENDED = "The run ended before its evaluation: which layers ran was not counted.";
const NO_CHOICE = "This method makes no free choice: it prescribes which token runs which layer. The cells show what ran. Means count choices only, so there are none.";

export async function layersTab(panel, run) {
  const host = panel.querySelector(".maps");
  const chips = panel.querySelector(".choice");
  let filled = 0;
  let drawn = 0;
  let pending = 0;

  async function fill() {
    const mine = ++filled;
    const { axes } = await get(`runs/${run.id}/activity`);
    if (mine !== filled) return;
    const tasks = [...new Set(axes.map((axis) => axis.task))];
    if (!tasks.length) {
      host.replaceChildren(element("p", { class: "empty" }, run.ended ? ENDED : "Which layers ran is counted after the evaluation; the heat maps appear here then."));
      return;
    }
    const asked = parameter("task");
    const first = tasks.includes(asked) ? asked : tasks[0];
    await choose(chips, tasks, first, (task) => {
      remember({ task });
      const mine = ++drawn;
      return draw(host, run, axes.filter((axis) => axis.task === task), () => mine === drawn);
    });
  }

  const onActivity = () => {
    clearTimeout(pending);
    pending = setTimeout(() => attempt(panel, fill), 1000);
  };
  // What is told while the first answer is awaited may not be in it.
  document.addEventListener("run-activity", onActivity);
  try {
    await fill();
  } catch (error) {
    // the tab is filled anew when it is opened again
    document.removeEventListener("run-activity", onActivity);
    throw error;
  }
}

/** Nothing where another task was chosen before the answers came. */
async function draw(host, run, found, wanted) {
  const known = Object.keys(AXES).filter((name) => found.some((one) => one.axis === name));
  const others = found.map((one) => one.axis).filter((name) => !AXES[name]);
  const maps = await Promise.all(
    [...known, ...others].map(async (axis) => {
      const { cells } = await get(`runs/${run.id}/activity`, { task: found[0].task, axis, columns: COLUMNS });
      return { axis, cells };
    }),
  );
  if (!wanted()) return;
  host.replaceChildren();
  const chosen = maps.some(({ cells }) => cells.some((cell) => cell.free.total > 0));
  for (const part of document.querySelectorAll(".scale .choices")) part.hidden = !chosen;
  if (!chosen) host.append(element("p", { class: "notice" }, NO_CHOICE));
  for (const { axis, cells } of maps) {
    const about = AXES[axis] ?? { title: `Layers by ${axis}`, unit: axis };
    const map = grid(cells);
    new HeatMap(host, { ...about, title: about.title + together(map.columns), key: axis, ...map });
  }
}

/** Far positions share columns, which is not to be seen from their widths. */
function together(columns) {
  const first = columns.find((name) => name.includes("–"));
  return !first || first === columns[0] ? "" : `, from ${first.split("–")[0]} on many in a column`;
}

/** Columns in their order, and the cell of a layer and a column. */
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

/** Chips of which one is chosen; gives back what `chosen` made of the first. */
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
