// The submit page: catalog, editor, settings, errors at their lines, plan, submission.
import { Refused, at, catalog, freshKey, get, post } from "./api.js";
import { ask } from "./ask.js";
import { element, parameter, remember } from "./dom.js";
import { several, span } from "./format.js";
import { lineOf } from "./spec-lines.js";
import { readable } from "./spec-order.js";

const PAUSE = 600;
const DRAFT = "submit-draft";
const LINE = 20;

const form = document.querySelector("#submit");
const spec = form.elements.spec;
const fields = [...form.querySelectorAll("[data-set]")];
const others = form.elements.others;
const button = form.querySelector("[type=submit]");
const gutter = form.querySelector(".gutter");
const marks = form.querySelector(".marks");
const list = form.querySelector("#errors ul");
const plan = document.querySelector("#plan");
const says = document.querySelector("#says");
/** The text as loaded from the catalog or a run; differences from it were typed by the user. */
let given = "";
let wrong = [];
let pending = 0;
let checks = 0;
let asked = 0;
/** The last submitted content and its idempotency key. */
let sent = { what: null, key: null };

document.querySelector(".catalog").addEventListener("click", (event) => {
  const card = event.target.closest("[data-catalog-name]");
  if (card) pick(card.dataset.catalogName);
});
form.addEventListener("input", changed);
form.addEventListener("submit", submit);
form.querySelector("[data-check]").addEventListener("click", check);
spec.addEventListener("scroll", () => place());
spec.addEventListener("keydown", indent);
await begin();

/** Restores the draft, unless the URL names a spec or a run. */
async function begin() {
  const from = parameter("from");
  const run = parameter("run");
  try {
    if (from) return await fromCatalog(from);
    if (run) return await fromRun(run);
  } catch (error) {
    const why = error.status === 404 ? `There is no ${from ? `spec ${from} in the catalog` : `run ${run}`}.` : error.message;
    form.before(element("p", { class: "notice bad", role: "alert" }, why));
  }
  const draft = JSON.parse(localStorage.getItem(DRAFT) ?? "null");
  if (!draft) return fromCatalog(document.querySelector("[data-catalog-name]")?.dataset.catalogName);
  given = draft.given ?? "";
  spec.value = draft.spec;
  others.value = draft.others;
  for (const field of fields) field.value = draft.sets[field.dataset.set] ?? "";
  press(draft.from);
  number();
  await check();
}

/** The awaited result, or null if the user has typed or selected something else meanwhile. */
async function unlessReplaced(awaited) {
  const mine = ++asked;
  const before = spec.value;
  const answer = await awaited;
  return mine === asked && spec.value === before ? answer : null;
}

async function fromRun(id) {
  const detail = await unlessReplaced(get(`runs/${encodeURIComponent(id)}`));
  if (!detail) return;
  given = `${JSON.stringify(readable(named(detail)), null, 2)}\n`;
  spec.value = given;
  number();
  await check();
}

/** Loads a spec of the catalog; asks for confirmation if that would replace typed text. */
async function pick(name) {
  const typed = (spec.value.trim() !== "" && spec.value !== given) || sets().length > 0;
  if (typed && !(await ask(`Replace your edits and settings with the spec ${name}?`, "Replace"))) return;
  for (const field of [...fields, others]) field.value = "";
  await fromCatalog(name);
}

/** The stored spec of a run is complete and has no variant; this restores the run's name as a variant. */
function named({ variant, gridPoint, spec }) {
  const axes = Object.entries(gridPoint).map(([path, value]) => ` ${path}=${JSON.stringify(value)}`);
  const own = variant + axes.join("");
  return own === spec.name ? spec : { ...spec, variants: { [own]: {} } };
}

async function fromCatalog(name) {
  if (!name) return;
  const text = await unlessReplaced(catalog(name));
  if (text === null) return;
  given = text;
  spec.value = given;
  spec.scrollTop = 0;
  press(name);
  remember({ from: name, run: null });
  keep();
  number();
  await check();
}

function press(name) {
  for (const card of document.querySelectorAll("[data-catalog-name]")) {
    card.setAttribute("aria-pressed", String(card.dataset.catalogName === name));
  }
}

function changed() {
  remember({ from: null, run: null });
  keep();
  number();
  clearTimeout(pending);
  pending = setTimeout(check, PAUSE);
}

function keep() {
  const from = document.querySelector('[data-catalog-name][aria-pressed="true"]')?.dataset.catalogName;
  const sets = Object.fromEntries(fields.map((field) => [field.dataset.set, field.value]));
  localStorage.setItem(DRAFT, JSON.stringify({ spec: spec.value, given, others: others.value, sets, from }));
}

/** The changes made in the form, as `path=value`. */
function sets() {
  const typed = fields.filter((field) => field.value.trim()).map((field) => `${field.dataset.set}=${field.value.trim()}`);
  return [...typed, ...others.value.split("\n").map((line) => line.trim()).filter(Boolean)];
}

function send(parameters, headers = {}) {
  const query = new URLSearchParams(parameters);
  sets().forEach((set) => query.append("set", set));
  return post(`experiments?${query}`, spec.value, { "Content-Type": "application/yaml", ...headers });
}

async function check() {
  clearTimeout(pending);
  const mine = ++checks;
  try {
    const answer = await send({ dryRun: "true" });
    if (mine === checks) whole(answer);
  } catch (error) {
    if (mine === checks) refused(error);
  }
}

/** The same content is sent again with the same idempotency key, other content with a new key. */
function keyOf(what) {
  if (sent.what !== what) sent = { what, key: freshKey() };
  return sent.key;
}

async function submit(event) {
  event.preventDefault();
  button.disabled = true;
  try {
    const answer = await send({}, { "Idempotency-Key": keyOf(JSON.stringify([spec.value, sets()])) });
    location.href = at(`/experiments/${encodeURIComponent(answer.experiment)}`);
  } catch (error) {
    refused(error);
  }
}

function whole(answer) {
  show([]);
  says.hidden = true;
  button.disabled = false;
  const { runs } = answer;
  button.textContent = `Submit ${several(runs.length, "run")}`;
  const line = (run) => {
    const time = run.likelySeconds === undefined ? null : `about ${span(run.likelySeconds)}`;
    const facts = [several(run.totalSteps, "step"), time, run.rateOf ? `after ${run.rateOf}` : null, ...changes(run)];
    const title = time && `estimated from the times per step and per example of run ${run.likelyBy}`;
    return element("li", { title }, element("span", {}, run.name), element("span", { class: "muted" }, facts.filter(Boolean).join(", ")));
  };
  plan.replaceChildren(
    element("p", { class: "good" }, `✓ ${several(runs.length, "run")} of ${answer.experiment}${together(runs)}`),
    ...(answer.warnings ?? []).map((warning) => element("p", { class: "warn" }, `⚠ ${warning}`)),
    ...(answer.notes ?? []).map((note) => element("p", { class: "muted" }, note)),
    element("ul", {}, ...runs.map(line)),
  );
}

/** The changes of a run relative to the document. */
function changes(run) {
  const all = Object.entries(run.changes ?? {}).map(([path, value]) => `${path}=${typeof value === "string" ? value : JSON.stringify(value)}`);
  return all.length > 4 ? [...all.slice(0, 4), `${all.length - 4} more`] : all;
}

/** The total time of all runs in sequence; empty if the time of one is unknown. */
function together(runs) {
  if (runs.length < 2 || runs.some((run) => run.likelySeconds === undefined)) return "";
  return `, about ${span(runs.reduce((sum, run) => sum + run.likelySeconds, 0))} in total`;
}

function refused(error) {
  // If the request failed without a response, the same submission can be sent again with the same key.
  button.disabled = error instanceof Refused;
  if (button.disabled) button.textContent = "Submit";
  const errors = error instanceof Refused ? (error.problem.errors ?? []) : [];
  const more = error instanceof Refused ? (error.problem.moreErrors ?? 0) : 0;
  const count = errors.length + more;
  show(errors);
  if (more) list.append(element("li", {}, `and ${several(more, "more error")}`));
  says.hidden = errors.length > 0;
  says.textContent = error.message;
  plan.replaceChildren(element("p", { class: "bad" }, errors.length ? `✕ ${several(count, "error")} to correct` : "✕ rejected"));
}

/** Shows all errors: in the list, at their lines and at their settings. */
function show(errors) {
  wrong = errors.map((error) => ({ ...error, setting: settingOf(error.path), line: lineOf(spec.value, error.path ?? "") }));
  list.replaceChildren(
    ...wrong.map((error) => {
      const where = error.setting ? "setting" : error.line === null ? "missing" : `line ${error.line + 1}`;
      const item = element("button", { type: "button" }, `${where} · ${error.path || "spec"}: ${words(error)}`);
      item.addEventListener("click", () => go(error));
      return element("li", {}, item);
    }),
  );
  for (const field of [...fields, others]) {
    const mine = wrong.filter((error) => error.setting === field);
    field.setAttribute("aria-invalid", String(mine.length > 0));
    field.parentElement.querySelector(".wrong")?.remove();
    if (mine.length) field.after(element("span", { class: "wrong" }, mine.map(words).join("; ")));
  }
  number();
}

function words(error) {
  return error.expected ? `expected ${error.expected}, found ${error.got}` : (error.message ?? String(error));
}

function settingOf(path) {
  const plain = (path ?? "").replace(/^.*: /, "");
  const field = fields.find((one) => one.value.trim() && one.dataset.set === plain);
  if (field) return field;
  const typed = others.value.split("\n").map((line) => line.split("=")[0].trim());
  return plain === "--set" || (plain && typed.includes(plain)) ? others : null;
}

function go(error) {
  if (error.setting) {
    error.setting.focus();
    return;
  }
  if (error.line === null) {
    spec.focus();
    return;
  }
  const lines = spec.value.split("\n");
  const start = lines.slice(0, error.line).reduce((sum, line) => sum + line.length + 1, 0);
  spec.focus();
  spec.setSelectionRange(start, start + (lines[error.line]?.length ?? 0));
  spec.scrollTop = Math.max(0, error.line * LINE - spec.clientHeight / 2);
}

function number() {
  const lines = spec.value.split("\n");
  const here = wrong.filter((error) => !error.setting && error.line !== null);
  const bad = new Set(here.map((error) => error.line));
  gutter.replaceChildren(...lines.map((_, i) => element("span", { class: bad.has(i) ? "wrong" : null }, String(i + 1))));
  marks.replaceChildren(
    ...[...bad].map((line) => {
      const text = here.filter((error) => error.line === line).map(words).join("; ");
      const mark = element("div", { "data-line": line }, element("span", {}, text));
      // Placed after the text of the line, as far as there is room.
      mark.style.paddingLeft = `calc(var(--space-4) + ${lines[line]?.length ?? 0}ch)`;
      return mark;
    }),
  );
  place();
}

function place() {
  gutter.scrollTop = spec.scrollTop;
  for (const mark of marks.children) mark.style.top = `${8 + Number(mark.dataset.line) * LINE - spec.scrollTop}px`;
}

/** Tab indents. Escape leaves the editor, so that Tab moves the focus again. */
function indent(event) {
  if (event.key === "Escape") {
    spec.blur();
  } else if (event.key === "Tab" && !event.shiftKey && spec.selectionStart === spec.selectionEnd) {
    event.preventDefault();
    spec.setRangeText("  ", spec.selectionStart, spec.selectionEnd, "end");
    changed();
  }
}
