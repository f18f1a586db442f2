// The log of a run: the tail, older lines on demand, new ones as they come.
import { get } from "./api.js";
import { element } from "./dom.js";

const MOST = 5000;

export async function logsTab(panel, run) {
  const box = panel.querySelector(".log");
  const follow = panel.querySelector("[name=follow]");
  const filter = panel.querySelector("[name=contains]");
  let after = null;

  function add(line) {
    const time = line.at ?? line.time;
    const row = element(
      "div",
      { "data-level": line.level },
      time ? element("time", { datetime: time, title: time }, new Date(time).toLocaleTimeString("en-GB")) : null,
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
  box.replaceChildren();
  for (;;) {
    const page = await get(`runs/${run.id}/logs`, { after, limit: 1000 });
    const items = page.items ?? page;
    items.forEach(add);
    after = page.next ?? null;
    if (after === null || !items.length) break;
  }
  if (!box.childElementCount) box.append(element("div", { class: "muted" }, "Nothing logged yet."));
  document.addEventListener("run-log", ({ detail }) => {
    box.querySelector(".muted:only-child")?.remove();
    add(detail);
  });
}
