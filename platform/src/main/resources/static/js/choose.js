// Selection of runs, to compare or to change them. The URL holds the selection.
import { at } from "./api.js";
import { parameter, remember } from "./dom.js";

const link = document.querySelector("#compare");
const actions = document.querySelector("#chosen");
const chosen = new Set((parameter("chosen") ?? "").split(",").filter(Boolean));
let last = null;

show();
document.addEventListener("htmx:afterSwap", show);
document.addEventListener("acted", ({ detail }) => {
  for (const { run, status } of detail?.items ?? []) if (status === "DONE") chosen.delete(run);
  show();
});
document.addEventListener("click", (event) => {
  const box = event.target.closest("[data-choose]");
  if (box) choose(box, event.shiftKey);
});
// Sorting and paging reload the page, so their links carry the selection.
document.addEventListener("click", carry, { capture: true });

/** Shift selects all runs between the last clicked checkbox and this one. */
function choose(box, range) {
  const boxes = [...document.querySelectorAll("[data-choose]")];
  const from = range ? boxes.findIndex((one) => one.value === last) : -1;
  const to = boxes.indexOf(box);
  const span = from < 0 ? [box] : boxes.slice(Math.min(from, to), Math.max(from, to) + 1);
  for (const { value } of span) {
    if (box.checked) chosen.add(value);
    else chosen.delete(value);
  }
  last = box.value;
  show();
}

function show() {
  for (const box of document.querySelectorAll("[data-choose]")) box.checked = chosen.has(box.value);
  const ids = [...chosen].join(",");
  link.hidden = chosen.size === 0;
  link.href = at(`/compare?runs=${ids}`);
  link.textContent = chosen.size === 1 ? "Compare 1 run" : `Compare ${chosen.size} runs`;
  remember({ chosen: ids });
  act(ids);
}

function act(ids) {
  const what = chosen.size === 1 ? `run ${ids}` : `${chosen.size} runs`;
  actions.hidden = chosen.size === 0;
  const archived = document.querySelector("[name=archived]").checked;
  actions.querySelector('[data-post="runs/archive"]').hidden = archived;
  actions.querySelector('[data-post="runs/unarchive"]').hidden = !archived;
  for (const button of actions.children) {
    button.dataset.runs = ids;
    const { verb, effect } = button.dataset;
    if (verb) button.dataset.ask = `${verb} ${what}? ${effect}`;
  }
}

function carry(event) {
  const to = event.target.closest("#runs thead a:not(.term), #runs .pages a");
  if (!to || !chosen.size) return;
  const url = new URL(to.href);
  url.searchParams.set("chosen", [...chosen].join(","));
  to.href = url;
}
