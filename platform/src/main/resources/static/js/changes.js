// Refreshes what a page shows of its runs when any run has changed, and asks for nothing otherwise.
import { at } from "./api.js";
import { watch } from "./stream.js";

/** Milliseconds between two refreshes at least: a run that trains changes many times a second. */
const REST = 3000;
const FRAGMENTS = "[hx-trigger='changed'], [data-follows]";

export function followChanges() {
  let { changed } = document.body.dataset;
  if (!changed || !document.querySelector(FRAGMENTS)) return;
  // a page of one experiment follows the runs of that one only
  const experiment = document.querySelector("[data-experiment]")?.dataset.experiment;
  const scope = experiment ? `&experiment=${encodeURIComponent(experiment)}` : "";
  let source = null;
  let refreshed = -Infinity;
  let pending = 0;
  let missed = false;

  const refresh = () => {
    pending = 0;
    missed = document.hidden;
    if (missed) return;
    refreshed = performance.now();
    for (const fragment of document.querySelectorAll(FRAGMENTS)) fragment.dispatchEvent(new Event("changed"));
  };
  const soon = () => {
    pending ||= setTimeout(refresh, Math.max(0, refreshed + REST - performance.now()));
  };
  const open = () => {
    source = new EventSource(at(`/api/v1/events?after=${encodeURIComponent(changed)}${scope}`));
    source.addEventListener("runs", ({ lastEventId }) => {
      changed = lastEventId;
      soon();
    });
    watch(source, () => {
      if (source?.readyState === EventSource.CLOSED) open();
      soon();
    });
  };
  const close = () => {
    source?.close();
    source = null;
  };

  // A browser has six connections for all tabs of a host: a hidden page holds none.
  if (!document.hidden) open();
  addEventListener("pagehide", close);
  document.addEventListener("visibilitychange", () => {
    close();
    if (document.hidden) return;
    open();
    if (missed) soon();
  });
  document.addEventListener("refresh-put-off", soon);
}
