// Reports and restores broken streams of server-sent events.

const RETRY = 5000;
/** Milliseconds that a broken stream may take to reconnect before the page reports it. */
const PATIENCE = 10_000;

/**
 * Reports a broken stream to the user. Browsers reconnect broken streams but not rejected ones: `again` is called after a
 * rejection, and when a reported stream has reconnected.
 */
export function watch(source, again) {
  let patience = 0;
  let reported = false;
  const report = () => {
    reported = true;
    stale("The server is unavailable.");
  };
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED) {
      clearTimeout(patience);
      lost(again);
    } else {
      patience ||= setTimeout(report, PATIENCE);
    }
  });
  source.addEventListener("open", () => {
    clearTimeout(patience);
    patience = 0;
    if (reported) again();
  });
}

function stale(why) {
  document.dispatchEvent(new CustomEvent("stale", { detail: why }));
}

/** Reports the problem, and refreshes the page when the server is available again. */
async function lost(again) {
  const answer = await fetch(location.href, { method: "HEAD" }).catch(() => null);
  const why = answer?.status === 401 ? "You are signed out. Run './dllm login' for a new login link." : "Live updates have stopped.";
  stale(why);
  setTimeout(() => (answer?.ok ? again() : lost(again)), RETRY);
}
