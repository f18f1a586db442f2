// What a run says while it runs: state, progress, points and lines, as they are told.
import { at } from "./api.js";
import { fixed, number, span, value } from "./format.js";
import { hasEnded, isResumable } from "./states.js";

const RETRY = 5000;
/** Milliseconds that a broken stream may take to be there again before the page says that it is not. */
const PATIENCE = 10_000;
/** What a run's page may begin with; the server says what it does (Headline.java). */
const HEADLINE = /^(train\/(loss|executed_rate)|(?!train|time)[^/]+\/(exact_match|perplexity|executed_rate|flops_ratio\/all))$/;
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

/** From where the page was written on: what was told before is asked for by whoever shows it. */
export function live(page, run) {
  if (hasEnded(run.state)) return;
  // A browser has six connections for all tabs of a host: one that nobody sees holds none.
  const again = () => !document.hidden && location.reload();
  if (document.hidden) {
    document.addEventListener("visibilitychange", again);
    return;
  }
  const source = new EventSource(at(`/api/v1/runs/${run.id}/events?after=${page.dataset.told}`));
  const tell = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));
  const each = (name) => ({ data }) => JSON.parse(data).forEach((one) => tell(name, one));
  source.addEventListener("metric", each("run-metric"));
  source.addEventListener("log", each("run-log"));
  source.addEventListener("activity", ({ data }) => tell("run-activity", JSON.parse(data)));
  source.addEventListener("progress", ({ data }) => progress(page, JSON.parse(data)));
  const began = ticking(page);
  source.addEventListener("state", ({ data }) => {
    const now = JSON.parse(data);
    state(page, now);
    if (now.startedAt) began();
    if (!hasEnded(now.state)) return;
    source.close();
    // The result, its costs and what else the end brought are written by the server.
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

/** A stream that broke is asked for again by the browser; one that was refused is not. */
function watch(source, again) {
  let patience = 0;
  let told = false;
  const tell = () => {
    told = true;
    stale("The server cannot be reached.");
  };
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED) {
      clearTimeout(patience);
      lost(again);
    } else {
      patience ||= setTimeout(tell, PATIENCE);
    }
  });
  source.addEventListener("open", () => {
    clearTimeout(patience);
    patience = 0;
    if (told) again();
  });
}

function stale(why) {
  document.dispatchEvent(new CustomEvent("stale", { detail: why }));
}

/** Says so, and shows the page anew once its server answers. */
async function lost(again) {
  const answer = await fetch(location.href, { method: "HEAD" }).catch(() => null);
  const why = answer?.status === 401 ? "You are signed out: './dllm login' makes a link." : "The run's events have stopped.";
  stale(why);
  setTimeout(() => (answer?.ok ? again() : lost(again)), RETRY);
}

/** The numbers that the page begins with follow their series; one that is new brings its card from the server. */
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
  // What was told while the cards were on their way is newer than they are.
  document.addEventListener("htmx:afterSwap", () => last.forEach((raw, key) => write(key, raw)));
}

/** Counts on how long the run takes, from what the server said; gives back what begins it for a run that waited. */
function ticking(page) {
  const took = page.querySelector("[data-took]");
  let zero = took.parentElement.hidden ? null : performance.now() - Number(took.dataset.took);
  setInterval(() => {
    if (zero === null || hasEnded(page.dataset.state)) return;
    const text = span(Math.round((performance.now() - zero) / 1000));
    if (took.textContent !== text) took.textContent = text;
  }, 1000);
  return () => {
    zero ??= performance.now();
    took.parentElement.hidden = false;
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
  const [unit, units, whole] = evaluates ? ["question", "questions", "this task"] : ["step", "it", "training"];
  const parts = [run.phase, `${unit} ${run.step.toLocaleString("en")} / ${run.totalSteps.toLocaleString("en")}`];
  if (run.perSecond > 0) parts.push(`${number(run.perSecond)} ${units}/s`);
  if (run.etaSeconds !== null && run.etaSeconds !== undefined) parts.push(`${span(run.etaSeconds)} left of ${whole}`);
  return parts.filter(Boolean).join(" · ");
}
