// The log of a run: the tail, older lines on demand, new ones as they come.
import { get } from "./api.js";
import { element } from "./dom.js";

const TAIL = 2000;
const MOST = 5000;

export async function logsTab(panel, run) {
  const box = panel.querySelector(".log");
  const follow = panel.querySelector("[name=follow]");
  const filter = panel.querySelector("[name=contains]");
  const waiting = [];
  let last = null;

  function add(line) {
    if (last !== null && line.seq <= last) return;
    last = line.seq;
    box.querySelector(".none")?.remove();
    const row = element(
      "div",
      { "data-level": line.level },
      element("time", { datetime: line.at, title: line.at }, new Date(line.at).toLocaleTimeString("en-GB")),
      element("span", { class: "level" }, line.level),
      element("span", {}, line.message),
    );
    hide(row);
    box.append(row);
    while (box.childElementCount > MOST) box.firstElementChild.remove();
    if (follow.checked) box.scrollTop = box.scrollHeight;
  }

  function hide(row) {
    const wanted = filter.value.toLowerCase();
    row.hidden = wanted !== "" && !row.textContent.toLowerCase().includes(wanted);
  }

  filter.addEventListener("input", () => [...box.children].forEach(hide));
  const hold = ({ detail }) => waiting.push(detail);
  document.addEventListener("run-log", hold);
  try {
    const { items } = await get(`runs/${run.id}/logs`, { limit: TAIL });
    items.forEach(add);
  } finally {
    document.removeEventListener("run-log", hold);
  }
  waiting.forEach(add);
  document.addEventListener("run-log", ({ detail }) => add(detail));
  if (!box.childElementCount) box.append(element("p", { class: "none muted" }, run.ended ? "The run logged nothing." : "Nothing logged yet."));
}
