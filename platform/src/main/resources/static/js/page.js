// What every page has: theme switch, keyboard, actions that ask, fragments that refresh quietly.
import { Refused, catalog, freshKey, post } from "./api.js";
import { ask } from "./ask.js";
import { ago } from "./format.js";

themeSwitch();
keyboard();
actions();
quietRefresh();
setInterval(freshTimes, 5000);

function themeSwitch() {
  const button = document.querySelector("[data-theme-switch]");
  const dark = () => {
    const chosen = document.documentElement.dataset.theme;
    return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  };
  const label = () => button?.setAttribute("aria-label", dark() ? "Switch to light" : "Switch to dark");
  label();
  button?.addEventListener("click", () => {
    const theme = dark() ? "light" : "dark";
    document.documentElement.dataset.theme = theme;
    localStorage.setItem("theme", theme);
    label();
    document.dispatchEvent(new Event("theme"));
  });
}

function keyboard() {
  const help = document.querySelector("#keys");
  const places = { h: "/", r: "/runs", s: "/submit", w: "/workers" };
  let afterG = false;
  document.querySelector("[data-keys]")?.addEventListener("click", () => help.showModal());
  document.addEventListener("keydown", (event) => {
    const place = afterG && places[event.key];
    afterG = false;
    const typing = event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (place) {
      location.href = place;
    } else if (event.key === "g") {
      afterG = true;
      return;
    } else if (event.key === "/") {
      const search = [...document.querySelectorAll('input[type="search"]')].find((one) => one.checkVisibility());
      if (search) search.focus();
      else location.href = "/runs?focus=search";
    } else if (event.key === "?") {
      help.showModal();
    } else if (event.key === "j" || event.key === "k") {
      selectRow(event.key === "j" ? 1 : -1);
    } else if (event.key === "x") {
      document.querySelector('tr[aria-selected="true"] [data-choose]')?.click();
    } else if (event.key === "c") {
      document.querySelector("#compare:not([hidden])")?.click();
    } else if (event.key === "Enter" && !event.target.closest("a, button")) {
      document.querySelector('tr[aria-selected="true"] a')?.click();
      return;
    } else {
      return;
    }
    event.preventDefault();
  });
  if (new URLSearchParams(location.search).has("focus")) document.querySelector('input[type="search"]')?.focus();
}

function selectRow(direction) {
  const rows = [...document.querySelectorAll("table.rows tbody tr")];
  if (!rows.length) return;
  const now = rows.findIndex((row) => row.getAttribute("aria-selected") === "true");
  const next = Math.min(rows.length - 1, Math.max(0, now < 0 ? 0 : now + direction));
  rows[now]?.removeAttribute("aria-selected");
  rows[next].setAttribute("aria-selected", "true");
  rows[next].scrollIntoView({ block: "nearest" });
}

/** A button with data-post posts; with data-ask it asks once before. */
function actions() {
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button[data-post]");
    if (!button) return;
    if (!button.dataset.ask || (await ask(button.dataset.ask, button.dataset.yes))) act(button);
  });
}

async function act(button) {
  const says = document.querySelector("#says");
  button.disabled = true;
  says.hidden = true;
  delete says.dataset.stale;
  try {
    const answer = await post(button.dataset.post, await body(button), {
      "Idempotency-Key": freshKey(),
      ...(button.dataset.catalog ? { "Content-Type": "application/yaml" } : {}),
    });
    document.dispatchEvent(new CustomEvent("acted", { detail: answer }));
    if (button.dataset.then === "follow" && answer?.id) location.href = `/runs/${answer.id}`;
    else if (button.dataset.then === "experiment") location.href = `/experiments/${encodeURIComponent(answer.experiment)}`;
    else if (button.dataset.then === "home") location.href = "/";
    else if (button.dataset.then === "reload") location.reload();
    else button.disabled = false;
  } catch (error) {
    button.disabled = false;
    says.textContent = error instanceof Refused ? error.message : `The server cannot be reached: ${error.message}`;
    says.hidden = false;
  }
}

/** A button with data-catalog submits that spec of the catalog. */
async function body(button) {
  if (!button.dataset.catalog) return null;
  return catalog(button.dataset.catalog);
}

/** htmx fetches fragments again and again; one that says the same is left as it is. */
function quietRefresh() {
  const last = new Map();
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (document.hidden && event.detail.elt.matches("[data-refresh]")) event.preventDefault();
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { target, xhr, requestConfig } = event.detail;
    if (!requestConfig.elt.matches("[data-refresh]")) return;
    const active = target.contains(document.activeElement) ? document.activeElement : null;
    const typing = active?.matches("input:not([data-choose]), textarea, select");
    const deferred = typing || selectionIn(target);
    if (deferred) document.dispatchEvent(new Event("refresh-deferred"));
    if (last.get(target.id) === xhr.responseText || deferred) {
      event.detail.shouldSwap = false;
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

/** Somebody is about to copy this. */
function selectionIn(target) {
  const selection = getSelection();
  return !selection.isCollapsed && selection.containsNode(target, true);
}

/** What scrolls sideways, by the head of its table, which a refresh leaves as it is. */
function scrollers() {
  const found = new Map();
  for (const box of document.querySelectorAll(".scroll")) {
    let name = box.querySelector("thead")?.textContent ?? "";
    while (found.has(name)) name += "+";
    found.set(name, box);
  }
  return found;
}

/** How an element is found again in the fragment that takes the place of its own. */
function nameOf(element) {
  if (element.id) return `#${CSS.escape(element.id)}`;
  const name = ["href", "data-post", "value"].find((one) => element.hasAttribute(one));
  return name ? `${element.localName}[${name}="${CSS.escape(element.getAttribute(name))}"]` : null;
}

/** A page that can no longer be refreshed says so, until it can. */
function staleness() {
  const says = document.querySelector("#says");
  const stale = (why) => {
    if (!says.hidden && !("stale" in says.dataset)) return;
    says.dataset.stale = "";
    says.textContent = `${why} What stands here may be old.`;
    says.hidden = false;
  };
  document.addEventListener("stale", ({ detail }) => stale(detail));
  document.addEventListener("htmx:sendError", () => stale("The server cannot be reached."));
  document.addEventListener("htmx:responseError", ({ detail }) => {
    const { status } = detail.xhr;
    stale(status === 401 ? "You are signed out: './dllm login' makes a link." : `The server answered ${status}.`);
  });
  document.addEventListener("htmx:afterOnLoad", ({ detail }) => {
    if (detail.xhr.status >= 400 || !("stale" in says.dataset)) return;
    delete says.dataset.stale;
    says.hidden = true;
  });
}

function freshTimes() {
  for (const time of document.querySelectorAll("time[data-ago]")) {
    const text = ago(time.dateTime);
    if (time.textContent !== text) time.textContent = text;
  }
}
