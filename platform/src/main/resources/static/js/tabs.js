// Tabs. The URL holds the open tab, so that Back and shared links work.
import { element, parameter } from "./dom.js";

/** Shows an error in the panel if `show` fails. Returns whether it succeeded. */
export async function attempt(panel, show) {
  panel.querySelector(".unfilled")?.remove();
  try {
    await show();
    return true;
  } catch (error) {
    for (const skeleton of panel.querySelectorAll(".skeleton")) skeleton.hidden = true;
    panel.append(element("p", { class: "notice bad unfilled", role: "alert" }, `Loading failed: ${error.message}`));
    return false;
  }
}

/** `opened` maps the name of a tab to the function that loads it, called when the tab is first shown. */
export function tabs(list, opened) {
  const all = [...list.querySelectorAll("[role=tab]")];
  const filled = new Set();

  function show(name) {
    const chosen = all.find((tab) => tab.dataset.tab === name) ?? all[0];
    for (const tab of all) {
      const open = tab === chosen;
      tab.setAttribute("aria-selected", String(open));
      tab.tabIndex = open ? 0 : -1;
      document.getElementById(tab.getAttribute("aria-controls")).hidden = !open;
    }
    if (!filled.has(chosen.dataset.tab)) {
      filled.add(chosen.dataset.tab);
      fill(chosen, document.getElementById(chosen.getAttribute("aria-controls")));
    }
  }

  /** Loads a tab; after a failure, the tab is loaded again when it is next opened. */
  async function fill(tab, panel) {
    const shown = await attempt(panel, () => opened[tab.dataset.tab]?.(panel));
    if (!shown) filled.delete(tab.dataset.tab);
  }

  function go(tab) {
    const url = new URL(location.href);
    url.searchParams.set("tab", tab.dataset.tab);
    history.pushState({}, "", url);
    show(tab.dataset.tab);
  }

  list.addEventListener("click", (event) => {
    const tab = event.target.closest("[role=tab]");
    if (!tab || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    go(tab);
  });
  list.addEventListener("keydown", (event) => {
    const move = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!move) return;
    const next = all[(all.indexOf(document.activeElement) + move + all.length) % all.length];
    next.focus();
    go(next);
    event.preventDefault();
  });
  addEventListener("popstate", () => show(parameter("tab")));
  show(parameter("tab"));
}
