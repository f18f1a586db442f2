// The log of a run: the tail, older lines on demand, new ones as they come.
import { get } from "./api.js";
import { element } from "./dom.js";
import { attempt } from "./tabs.js";

const TAIL = 2000;
/** What the API gives in one answer, and a page still scrolls. */
const MOST = 10_000;
/** Pixels from the end within which the log is read at its end. */
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
      element("time", { datetime: line.at, title: line.at }, new Date(line.at).toLocaleTimeString("en-GB")),
      element("span", { class: "level" }, line.level),
      element("span", {}, line.message),
    );
    hide(row);
    return row;
  }

  /** New lines at the end, which is followed unless somebody has scrolled up to read. */
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

  /** Lines before the first; what is read stays where it is. */
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

  // A tab that could not be shown is filled again: these take the place of those before.
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
  if (!box.childElementCount) box.append(element("p", { class: "none muted" }, run.ended ? "The run logged nothing." : "Nothing logged yet."));
}
