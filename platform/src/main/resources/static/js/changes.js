// Refreshes the fragments of a page when a run changes. Sends no requests otherwise.
import { at } from "./api.js";
import { watch } from "./stream.js";

/** Minimum milliseconds between two refreshes, because a training run changes many times a second. */
const REST = 3000;
const FRAGMENTS = "[hx-trigger='changed'], [data-follows]";

export function followChanges() {
  let { changed } = document.body.dataset;
  if (!changed || !document.querySelector(FRAGMENTS)) return;
  // An experiment's page is refreshed only when one of its own runs changes.
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

  // Browsers allow six connections per host over all tabs, so a hidden page closes its own.
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
