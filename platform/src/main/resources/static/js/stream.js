// Streams of server-sent events that break.

const RETRY = 5000;
/** Milliseconds that a broken stream may take to be there again before the page says that it is not. */
const PATIENCE = 10_000;

/**
 * Tells the reader when a stream is broken. The browser opens a broken one again, but not a refused one: then, and when
 * a stream that was reported as broken is back, `again` is called.
 */
export function watch(source, again) {
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
  const why = answer?.status === 401 ? "You are signed out: './dllm login' makes a link." : "Live updates have stopped.";
  stale(why);
  setTimeout(() => (answer?.ok ? again() : lost(again)), RETRY);
}
