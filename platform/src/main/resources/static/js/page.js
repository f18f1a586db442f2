// Functions of every page: theme switch, keyboard shortcuts, confirmed actions, fragment refreshes.
import { Refused, at, catalog, freshKey, post, remove } from "./api.js";
import { ask } from "./ask.js";
import { followChanges } from "./changes.js";
import { ago, bytes, exactly } from "./format.js";
import { quietRefresh } from "./refresh.js";
import { focusScrollers } from "./scrollers.js";

/** Key of the report in the session storage. */
const REPORT = "report";
/** Maximum number of messages about single runs. */
const DETAILS = 10;

themeSwitch();
keyboard();
lastReport();
actions();
quietRefresh();
followChanges();
focusScrollers();
freshTimes();
setInterval(freshTimes, 5000);
document.addEventListener("htmx:afterSwap", freshTimes);

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
      location.href = at(place);
    } else if (event.key === "g") {
      afterG = true;
      return;
    } else if (event.key === "/") {
      const search = [...document.querySelectorAll('input[type="search"]')].find((one) => one.checkVisibility());
      if (search) search.focus();
      else location.href = at("/runs?focus=search");
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

/** A button with data-post sends a POST request, one with data-delete deletes an experiment; data-ask asks for confirmation first. */
function actions() {
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button[data-post], button[data-delete]");
    if (!button) return;
    if (!button.dataset.ask || (await ask(button.dataset.ask, button.dataset.yes))) act(button);
  });
}

async function act(button) {
  const says = document.querySelector("#says");
  button.disabled = true;
  says.hidden = true;
  says.classList.add("bad");
  delete says.dataset.stale;
  try {
    const answer = await sendAll(button);
    const complete = !answer?.items || report(says, answer, button.dataset.done ?? "changed");
    document.dispatchEvent(new CustomEvent("acted", { detail: answer }));
    if (complete && answer?.items && button.dataset.then) sessionStorage.setItem(REPORT, says.textContent);
    if (!complete) button.disabled = false;
    else if (button.dataset.then === "follow" && answer?.id) location.href = at(`/runs/${answer.id}`);
    else if (button.dataset.then === "experiment") location.href = at(`/experiments/${encodeURIComponent(answer.experiment)}`);
    else if (button.dataset.then === "runs") location.href = at("/runs");
    else if (button.dataset.then === "home") location.href = at("/");
    else if (button.dataset.then === "reload") location.reload();
    else button.disabled = false;
  } catch (error) {
    button.disabled = false;
    says.textContent = error instanceof Refused ? error.message : `The server is unavailable: ${error.message}`;
    says.hidden = false;
  }
}

/** The page that follows an action shows its report, such as the freed space. */
function lastReport() {
  const says = document.querySelector("#says");
  const text = sessionStorage.getItem(REPORT);
  sessionStorage.removeItem(REPORT);
  if (!text || !says) return;
  says.textContent = text;
  says.classList.remove("bad");
  says.hidden = false;
}

/** A request with a filter changes a limited number of runs, so it is repeated while it changes any. */
async function sendAll(button) {
  const all = await send(button);
  for (let last = all; last?.more && last.done > 0; ) {
    last = await send(button);
    all.items.push(...last.items);
    all.done += last.done;
    all.bytesFreed += last.bytesFreed;
  }
  return all;
}

async function send(button) {
  if (button.dataset.delete) return remove(`experiments/${encodeURIComponent(button.dataset.delete)}`);
  const type = button.dataset.catalog ? "application/yaml" : "application/json";
  const content = await body(button);
  return post(button.dataset.post, content, { "Idempotency-Key": freshKey(), ...(content ? { "Content-Type": type } : {}) });
}

/** A button with data-catalog submits that spec of the catalog; one with data-runs changes these runs. */
async function body(button) {
  if (button.dataset.runs) return JSON.stringify({ ids: button.dataset.runs.split(",") });
  if (!button.dataset.catalog) return null;
  return catalog(button.dataset.catalog);
}

/** What became of several runs; returns whether all of them were changed. */
function report(says, answer, verb) {
  const refused = answer.items.filter((item) => item.status !== "DONE");
  const freed = answer.bytesFreed ? `, ${bytes(answer.bytesFreed)} freed` : "";
  const details = [...new Set([...refused, ...answer.items].map((item) => item.detail).filter(Boolean))];
  const sentences = [`${answer.done} of ${answer.items.length} runs ${verb}${freed}`, ...details.slice(0, DETAILS)];
  if (details.length > DETAILS) sentences.push(`${details.length - DETAILS} further messages are not shown`);
  if (answer.note) sentences.push(answer.note);
  says.textContent = `${sentences.join(". ")}.`;
  says.classList.toggle("bad", refused.length > 0);
  says.hidden = false;
  return refused.length === 0;
}

function freshTimes() {
  for (const time of document.querySelectorAll("time[data-ago]:not([datetime=''])")) {
    const text = ago(time.dateTime);
    const title = exactly(time.dateTime);
    if (time.textContent !== text) time.textContent = text;
    if (time.title !== title) time.title = title;
  }
}
