// Live updates of a run: state, progress, metrics and log lines.
import { at } from "./api.js";
import { fixed, number, span, value } from "./format.js";
import { hasEnded, isResumable } from "./states.js";
import { watch } from "./stream.js";

/** Keys of metric tiles; HeadlineMetric of the server decides which are shown. */
const HEADLINE = /^(train\/(loss|executed_rate)|(?!train|time)[^/]+\/([^/]+|flops_ratio\/all))$/;
const WAIT = ["QUEUED", "WAITING"];
const SYMBOLS = {
  QUEUED: "○",
  WAITING: "◌",
  STARTING: "◔",
  RUNNING: "●",
  RETRYING: "↻",
  FINISHED: "✓",
  FAILED: "✕",
  CANCELLED: "⊘",
};

/** Follows the events after those that the page already contains. Each tab loads earlier data itself. */
export function live(page, run) {
  if (hasEnded(run.state)) return;
  // Browsers allow six connections per host over all tabs, so a hidden page closes its own.
  const again = () => !document.hidden && location.reload();
  if (document.hidden) {
    document.addEventListener("visibilitychange", again);
    return;
  }
  const source = new EventSource(at(`/api/v1/runs/${run.id}/events?after=${page.dataset.lastEvent}`));
  const dispatch = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));
  const each = (name) => ({ data }) => JSON.parse(data).forEach((one) => dispatch(name, one));
  source.addEventListener("metric", each("run-metric"));
  source.addEventListener("log", each("run-log"));
  source.addEventListener("activity", ({ data }) => dispatch("run-activity", JSON.parse(data)));
  source.addEventListener("progress", ({ data }) => progress(page, JSON.parse(data)));
  const works = ticking(page);
  source.addEventListener("state", ({ data }) => {
    const now = JSON.parse(data);
    state(page, now);
    works(now);
    if (!hasEnded(now.state)) return;
    source.close();
    // The server renders the result and the costs, so reload the page.
    setTimeout(() => location.reload(), 2000);
  });
  headlines(page);
  watch(source, again);
  addEventListener("pagehide", () => source.close());
  document.addEventListener("visibilitychange", () => {
    source.close();
    again();
  });
}

/** Updates metric tiles with their series. The server renders the tile of a new series. */
function headlines(page) {
  const last = new Map();
  let pending = 0;
  const write = (key, raw) => {
    const shown = page.querySelector(`[data-headline="${CSS.escape(key)}"]`);
    if (!shown) return false;
    const text = fixed(raw);
    if (shown.textContent === text) return true;
    shown.textContent = text;
    shown.parentElement.title = String(raw);
    shown.parentElement.classList.toggle("bad", Number.isNaN(value(raw)));
    return true;
  };
  document.addEventListener("run-metric", ({ detail: { key, value: raw } }) => {
    if (!HEADLINE.test(key)) return;
    const asked = last.has(key);
    last.set(key, raw);
    if (write(key, raw) || asked) return;
    clearTimeout(pending);
    pending = setTimeout(() => page.querySelector("#headline").dispatchEvent(new Event("outdated")), 500);
  });
  // Values that arrive during the request are newer than the response.
  document.addEventListener("htmx:afterSwap", () => last.forEach((raw, key) => write(key, raw)));
}

/** Advances the working time that the server rendered. Returns a function that takes changes of the run. */
function ticking(page) {
  const took = page.querySelector("[data-took]");
  const verb = page.querySelector("[data-works]");
  const write = (seconds) => {
    const text = span(seconds);
    if (took.textContent !== text) took.textContent = text;
  };
  let zero = verb.textContent === "running for" ? performance.now() - Number(took.dataset.took) : null;
  setInterval(() => {
    if (zero !== null) write(Math.round((performance.now() - zero) / 1000));
  }, 1000);
  return ({ startedAt, workedSeconds, workingSince }) => {
    if (workingSince) zero ??= performance.now() - 1000 * workedSeconds;
    else {
      zero = null;
      if (startedAt) write(workedSeconds);
    }
    took.parentElement.hidden = !startedAt;
    verb.textContent = workingSince ? "running for" : "ran for";
  };
}

function state(page, run) {
  const pill = page.querySelector(".title .pill");
  pill.dataset.state = run.state;
  pill.dataset.symbol = SYMBOLS[run.state];
  pill.textContent = run.state.toLowerCase();
  page.dataset.state = run.state;
  const ended = hasEnded(run.state);
  page.querySelector("[data-cancel]").hidden = ended;
  page.querySelector("[data-resume]").hidden = !isResumable(run.state);
  for (const button of page.querySelectorAll("[data-ended]")) button.hidden = !ended;
  page.querySelector("[data-rerun]").hidden = run.state !== "FINISHED";
  const waits = WAIT.includes(run.state);
  if (!waits) page.querySelector("[data-waits]")?.remove();
  page.querySelector("[data-progress]").hidden = ended;
  const reason = page.querySelector("[data-reason]");
  reason.hidden = waits || !run.reason;
  reason.textContent = run.state === "CANCELLED" ? "Cancelled on request." : (run.reason ?? "");
}

function progress(page, now) {
  const bar = page.querySelector("[data-progress] progress");
  bar.max = Math.max(1, now.totalSteps);
  bar.value = now.step;
  page.querySelector("[data-progress] .numbers").textContent = words(now, page.dataset.state);
}

function words(run, state) {
  if (state === "STARTING" || (!run.phase && !WAIT.includes(state))) return "preparing";
  const evaluates = run.phase?.startsWith("evaluate ");
  const whole = evaluates ? "this task" : run.phase === "fit" ? "the fit" : "training";
  const [unit, units] = whole === "training" ? ["step", "it"] : ["example", "examples"];
  const counted = run.phase === "speed" ? "turn" : unit;
  const parts = [run.phase, `${counted} ${run.step.toLocaleString("en")} / ${run.totalSteps.toLocaleString("en")}`];
  if (run.perSecond > 0) parts.push(`${number(run.perSecond)} ${units}/s`);
  if (run.etaSeconds !== null && run.etaSeconds !== undefined) parts.push(`${span(run.etaSeconds)} left of ${whole}`);
  return parts.filter(Boolean).join(" · ");
}
