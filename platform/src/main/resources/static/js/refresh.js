// Swaps refreshed fragments without losing focus, selection or scroll positions.

/** Leaves a fragment in place if its new content is the same. */
export function quietRefresh() {
  const last = new Map();
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (document.hidden && event.detail.elt.matches("[data-refresh]")) event.preventDefault();
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { target, xhr, requestConfig } = event.detail;
    if (!requestConfig.elt.matches("[data-refresh]")) return;
    const active = target.contains(document.activeElement) ? document.activeElement : null;
    const typing = active?.matches("input:not([data-choose]), textarea, select");
    if (last.get(target.id) === xhr.responseText || typing || selectionIn(target)) {
      event.detail.shouldSwap = false;
      if (typing || selectionIn(target)) document.dispatchEvent(new Event("refresh-put-off"));
      return;
    }
    last.set(target.id, xhr.responseText);
    focused = active && nameOf(active);
  });
  let focused = null;
  let selected = null;
  let lefts = new Map();
  document.addEventListener("htmx:beforeSwap", () => {
    selected = document.querySelector('tr[aria-selected="true"]')?.id ?? null;
    lefts = new Map([...scrollers()].map(([name, box]) => [name, box.scrollLeft]));
  });
  document.addEventListener("htmx:afterSwap", () => {
    for (const [name, box] of scrollers()) box.scrollLeft = lefts.get(name) ?? 0;
    if (selected) document.getElementById(selected)?.setAttribute("aria-selected", "true");
    if (focused) document.querySelector(focused)?.focus({ preventScroll: true });
    focused = null;
  });
  staleness();
}

/** Whether the selection overlaps the fragment: the user may be about to copy it. */
function selectionIn(target) {
  const selection = getSelection();
  return !selection.isCollapsed && selection.containsNode(target, true);
}

/** Horizontally scrolling boxes, identified by the heads of their tables, which refreshes do not change. */
function scrollers() {
  const found = new Map();
  for (const box of document.querySelectorAll(".scroll")) {
    let name = box.querySelector("thead")?.textContent ?? "";
    while (found.has(name)) name += "+";
    found.set(name, box);
  }
  return found;
}

/** A selector that finds the counterpart of an element in the new fragment. */
function nameOf(element) {
  if (element.id) return `#${CSS.escape(element.id)}`;
  const name = ["href", "data-post", "value"].find((one) => element.hasAttribute(one));
  return name ? `${element.localName}[${name}="${CSS.escape(element.getAttribute(name))}"]` : null;
}

/** Shows a notice while the page cannot be refreshed. */
function staleness() {
  const says = document.querySelector("#says");
  const stale = (why) => {
    if (!says.hidden && !("stale" in says.dataset)) return;
    says.dataset.stale = "";
    says.textContent = `${why} This page may be out of date.`;
    says.hidden = false;
  };
  document.addEventListener("stale", ({ detail }) => stale(detail));
  document.addEventListener("htmx:sendError", () => stale("The server is unavailable."));
  document.addEventListener("htmx:responseError", ({ detail }) => {
    const { status } = detail.xhr;
    stale(status === 401 ? "You are signed out. Run './dllm login' for a new login link." : `The server responded with HTTP ${status}.`);
  });
  document.addEventListener("htmx:afterOnLoad", ({ detail }) => {
    if (detail.xhr.status >= 400 || !("stale" in says.dataset)) return;
    delete says.dataset.stale;
    says.hidden = true;
  });
}
