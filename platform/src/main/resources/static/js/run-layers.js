// Heat maps of a run: which layers ran, by family, class of token, step of the chain and position.
import { get } from "./api.js";
import { element, parameter, remember } from "./dom.js";
import { HeatMap } from "./heatmap.js";

const AXES = {
  family: { title: "Layers by task family", unit: "family" },
  token_class: { title: "Layers by class of token", unit: "token class" },
  chain_step: { title: "Layers by step of the chain", unit: "chain step" },
  steps: { title: "Layers by number of steps of the example", unit: "number of steps" },
  position: { title: "Layers by position", unit: "position" },
};
const NOTHING = { executed: 0, total: 0, forcedExecuted: 0, forcedTotal: 0 };

export async function layersTab(panel, run) {
  const host = panel.querySelector(".maps");
  const counts = await get(`runs/${run.id}/activity`);
  host.replaceChildren();
  const tasks = [...new Set(counts.map((count) => count.task))];
  if (!tasks.length) {
    host.append(element("p", { class: "empty" }, "Which layers ran is counted after the evaluation; the heat maps appear here then."));
    return;
  }
  const asked = parameter("task");
  choose(panel.querySelector(".choice"), tasks, tasks.includes(asked) ? asked : tasks[0], (task) => {
    remember({ task });
    draw(host, counts.filter((count) => count.task === task));
  });
}

function draw(host, counts) {
  host.replaceChildren();
  const found = [...new Set(counts.map((count) => count.axis))];
  const axes = [...Object.keys(AXES).filter((axis) => found.includes(axis)), ...found.filter((axis) => !AXES[axis])];
  if (!counts.some((count) => !count.forced)) {
    host.append(element("p", { class: "notice" }, "No router chose in this run: every execution was given beforehand, so every cell is hatched."));
  }
  for (const axis of axes) {
    const known = AXES[axis] ?? { title: `Layers by ${axis}`, unit: axis };
    new HeatMap(host, { ...known, key: axis, ...grid(counts.filter((count) => count.axis === axis)) });
  }
}

/** Columns in the order of their ordinals, and a look-up of the counts by layer and column. */
export function grid(counts) {
  const ordinals = new Map(counts.map((count) => [count.bucket, count.ordinal]));
  const columns = [...ordinals.keys()].sort((a, b) => ordinals.get(a) - ordinals.get(b) || a.localeCompare(b));
  const cells = new Map();
  let layers = 0;
  for (const count of counts) {
    layers = Math.max(layers, count.layer + 1);
    const key = `${count.layer} ${count.bucket}`;
    const cell = cells.get(key) ?? { ...NOTHING };
    cell[count.forced ? "forcedExecuted" : "executed"] += count.executed;
    cell[count.forced ? "forcedTotal" : "total"] += count.total;
    cells.set(key, cell);
  }
  return { columns, layers, cell: (layer, column) => cells.get(`${layer} ${columns[column]}`) ?? NOTHING };
}

export function choose(host, names, first, chosen) {
  const pick = (name) => {
    for (const chip of host.children) chip.setAttribute("aria-pressed", String(chip.dataset.name === name));
    chosen(name);
  };
  host.replaceChildren(
    ...names.map((name) => {
      const chip = element("button", { type: "button", class: "chip", "data-name": name }, name);
      chip.addEventListener("click", () => pick(name));
      return chip;
    }),
  );
  host.hidden = names.length < 2;
  pick(first);
}
