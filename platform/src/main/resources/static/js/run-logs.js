// The log of a run: its last lines, older lines on demand, new lines as they arrive.
import { get } from "./api.js";
import { element } from "./dom.js";
import { exactly, local } from "./format.js";
import { attempt } from "./tabs.js";

const TAIL = 2000;
/** Maximum number of lines: the limit of one API response. */
const MOST = 10_000;
/** Distance in pixels from the end within which the log counts as scrolled to its end. */
const NEAR = 24;

export async function logsTab(panel, run) {
  const box = panel.querySelector(".log");
  const follow = panel.querySelector("[name=follow]");
  const filter = panel.querySelector("[name=contains]");
  const older = panel.querySelector(".older");
  const waiting = [];
  let first = Infinity;
  let last = -1;

  function rowOf(line) {
    const row = element(
      "div",
      { "data-level": line.level },
      element("time", { datetime: line.at, title: exactly(line.at) }, local(line.at).split(" ")[1]),
      element("span", { class: "level" }, line.level),
      element("span", {}, line.message),
    );
    hide(row);
    return row;
  }

  /** Appends lines, and scrolls to the end unless the user has scrolled up. */
  function add(lines) {
    const fresh = lines.filter(({ seq }) => seq > last);
    if (!fresh.length) return;
    const followed = follow.checked && box.scrollHeight - box.scrollTop - box.clientHeight < NEAR;
    box.querySelector(".none")?.remove();
    box.append(...fresh.map(rowOf));
    first = Math.min(first, fresh[0].seq);
    last = fresh.at(-1).seq;
    if (!followed) return;
    while (box.childElementCount > MOST) box.firstElementChild.remove();
    end();
  }

  function end() {
    box.scrollTop = box.scrollHeight;
  }

  /** Loads older lines and keeps the visible lines in place. */
  async function loadOlder() {
    const limit = Math.min(MOST, box.childElementCount + TAIL);
    const { items } = await get(`runs/${run.id}/logs`, { limit });
    const before = items.filter(({ seq }) => seq < first);
    const fromEnd = box.scrollHeight - box.scrollTop;
    box.prepend(...before.map(rowOf));
    box.scrollTop = box.scrollHeight - fromEnd;
    first = Math.min(first, before[0]?.seq ?? first);
    older.hidden = items.length < limit || limit === MOST;
  }

  function hide(row) {
    const wanted = filter.value.toLowerCase();
    row.hidden = wanted !== "" && !row.textContent.toLowerCase().includes(wanted);
  }

  // Replaces the listeners of an earlier attempt to load this tab.
  filter.oninput = () => [...box.children].forEach(hide);
  follow.onchange = () => follow.checked && end();
  older.onclick = async () => {
    older.disabled = true;
    await attempt(panel, loadOlder);
    older.disabled = false;
  };
  const hold = ({ detail }) => waiting.push(detail);
  document.addEventListener("run-log", hold);
  try {
    const { items } = await get(`runs/${run.id}/logs`, { limit: TAIL });
    add(items);
    older.hidden = items.length < TAIL;
  } finally {
    document.removeEventListener("run-log", hold);
  }
  add(waiting);
  document.addEventListener("run-log", ({ detail }) => add([detail]));
  if (!box.childElementCount) box.append(element("p", { class: "none muted" }, run.ended ? "No log lines." : "No log lines yet."));
}
