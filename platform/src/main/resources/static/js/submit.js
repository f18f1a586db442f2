// The submit page: catalog, editor, settings, all errors at their places, plan, submission.
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
/** The text as the catalog or a run gave it: what differs from it was typed. */
let given = "";
let wrong = [];
let pending = 0;
let checks = 0;
let asked = 0;
/** What was sent last, and its key. */
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

/** What was typed comes back; a link to a spec or a run goes before it. */
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

/** What is awaited, or null where somebody has typed or asked for another meanwhile: that is newer. */
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

/** A card takes the place of what was typed; that is asked before. */
async function pick(name) {
  const typed = (spec.value.trim() !== "" && spec.value !== given) || sets().length > 0;
  if (typed && !(await ask(`Replace what is typed, the settings with it, by the spec ${name}?`, "Replace"))) return;
  for (const field of [...fields, others]) field.value = "";
  await fromCatalog(name);
}

/** The spec of a run is whole and knows nothing of the variant that it was; its name comes back as one. */
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

/** Changes by the form, as `path=value`. */
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

/** What was sent before goes out under its key again, wherever it came from; all else under a fresh one. */
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
    const title = time && `by the step and the question, as run ${run.likelyBy} took`;
    return element("li", { title }, element("span", {}, run.name), element("span", { class: "muted" }, facts.filter(Boolean).join(", ")));
  };
  plan.replaceChildren(
    element("p", { class: "good" }, `✓ ${several(runs.length, "run")} of ${answer.experiment}${together(runs)}`),
    ...(answer.warnings ?? []).map((warning) => element("p", { class: "warn" }, `⚠ ${warning}`)),
    ...(answer.notes ?? []).map((note) => element("p", { class: "muted" }, note)),
    element("ul", {}, ...runs.map(line)),
  );
}

/** What a run has other than the rest of the document. */
function changes(run) {
  const all = Object.entries(run.changes ?? {}).map(([path, value]) => `${path}=${typeof value === "string" ? value : JSON.stringify(value)}`);
  return all.length > 4 ? [...all.slice(0, 4), `${all.length - 4} more`] : all;
}

/** The time of all runs, one after the other; nothing where one is not known. */
function together(runs) {
  if (runs.length < 2 || runs.some((run) => run.likelySeconds === undefined)) return "";
  return `, about ${span(runs.reduce((sum, run) => sum + run.likelySeconds, 0))} of work`;
}

function refused(error) {
  // What did not arrive, or was not answered, is sent again under the same key.
  button.disabled = error instanceof Refused;
  if (button.disabled) button.textContent = "Submit";
  const errors = error instanceof Refused ? (error.problem.errors ?? []) : [];
  const more = error instanceof Refused ? (error.problem.moreErrors ?? 0) : 0;
  const count = errors.length + more;
  show(errors);
  if (more) list.append(element("li", {}, `and ${several(more, "more error")}`));
  says.hidden = errors.length > 0;
  says.textContent = error.message;
  plan.replaceChildren(element("p", { class: "bad" }, errors.length ? `✕ ${several(count, "error")} to correct` : "✕ not accepted"));
}

/** All errors at once: in the list, at their lines, at their settings. */
function show(errors) {
  wrong = errors.map((error) => ({ ...error, setting: settingOf(error.path), line: lineOf(spec.value, error.path ?? "") }));
  list.replaceChildren(
    ...wrong.map((error) => {
      const where = error.setting ? "setting" : error.line === null ? "missing" : `line ${error.line + 1}`;
      const item = element("button", { type: "button" }, `${where} · ${error.path || "the text"}: ${words(error)}`);
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
  return error.expected ? `expected ${error.expected}, got ${error.got}` : (error.message ?? String(error));
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
      // behind the line's own text, as far as there is room
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

/** Tab indents; Escape first leaves the editor to the keyboard. */
function indent(event) {
  if (event.key === "Escape") {
    spec.blur();
  } else if (event.key === "Tab" && !event.shiftKey && spec.selectionStart === spec.selectionEnd) {
    event.preventDefault();
    spec.setRangeText("  ", spec.selectionStart, spec.selectionEnd, "end");
    changed();
  }
}
