// What a run says while it runs: state, progress, points and lines, as they are told.
import { number, span } from "./format.js";
import { hasEnded } from "./states.js";

/** Milliseconds after which a page is shown without its stream. */
const LONG = 2000;
const RETRY = 5000;
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

/** Resolves once nothing that comes is missed: what was told before then is asked for by whoever shows it. */
export async function live(page, run) {
  if (hasEnded(run.state)) return;
  // A browser has six connections for all tabs of a host: one that nobody sees holds none.
  const again = () => !document.hidden && location.reload();
  if (document.hidden) {
    document.addEventListener("visibilitychange", again);
    return;
  }
  const source = new EventSource(`/api/v1/runs/${run.id}/events?from=NOW`);
  const tell = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));
  const each = (name) => ({ data }) => JSON.parse(data).forEach((one) => tell(name, one));
  source.addEventListener("metric", each("run-metric"));
  source.addEventListener("log", each("run-log"));
  source.addEventListener("activity", ({ data }) => tell("run-activity", JSON.parse(data)));
  source.addEventListener("progress", ({ data }) => progress(page, JSON.parse(data)));
  source.addEventListener("state", ({ data }) => {
    const now = JSON.parse(data);
    state(page, now);
    if (!hasEnded(now.state)) return;
    source.close();
    // The result, its costs and what else the end brought are written by the server.
    setTimeout(() => location.reload(), 2000);
  });
  // A stream that was refused is not asked for again by the browser.
  source.addEventListener("error", () => source.readyState === EventSource.CLOSED && lost(again));
  addEventListener("pagehide", () => source.close());
  document.addEventListener("visibilitychange", () => {
    source.close();
    again();
  });
  await new Promise((begun) => {
    source.addEventListener("open", begun, { once: true });
    source.addEventListener("error", begun, { once: true });
    setTimeout(begun, LONG);
  });
}

/** Says so, and shows the page anew once its server answers. */
async function lost(again) {
  const answer = await fetch(location.href, { method: "HEAD" }).catch(() => null);
  const why = answer?.status === 401 ? "You are signed out: './dllm login' makes a link." : "The run's events have stopped.";
  document.dispatchEvent(new CustomEvent("stale", { detail: why }));
  setTimeout(() => (answer?.ok ? again() : lost(again)), RETRY);
}

function state(page, run) {
  const pill = page.querySelector(".title .pill");
  pill.dataset.state = run.state;
  pill.dataset.symbol = SYMBOLS[run.state];
  pill.textContent = run.state.toLowerCase();
  page.dataset.state = run.state;
  const ended = hasEnded(run.state);
  page.querySelector("[data-cancel]").hidden = ended;
  page.querySelector("[data-rerun]").hidden = run.state !== "FINISHED";
  const waits = WAIT.includes(run.state);
  if (!waits) page.querySelector("[data-waits]")?.remove();
  page.querySelector("[data-progress]").hidden = ended;
  const reason = page.querySelector("[data-reason]");
  reason.hidden = waits || !run.reason;
  reason.textContent = run.reason ?? "";
}

function progress(page, now) {
  const bar = page.querySelector("[data-progress] progress");
  bar.max = Math.max(1, now.totalSteps);
  bar.value = now.step;
  page.querySelector("[data-progress] .numbers").textContent = words(now, page.dataset.state);
}

function words(run, state) {
  if (state === "STARTING" || (!run.phase && !WAIT.includes(state))) return "preparing";
  const parts = [run.phase, `step ${run.step.toLocaleString("en")} / ${run.totalSteps.toLocaleString("en")}`];
  if (run.perSecond > 0) parts.push(`${number(run.perSecond)} it/s`);
  if (run.etaSeconds !== null && run.etaSeconds !== undefined) parts.push(`${span(run.etaSeconds)} left`);
  return parts.filter(Boolean).join(" · ");
}
