// Marks runs that failed since the last visit of the home page.
const KEY = "home-seen";
/** A shorter absence, in milliseconds, does not count as leaving the page. */
const AWAY = 60_000;

let since = lookedAt();
mark();
document.addEventListener("htmx:afterSwap", mark);
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && Date.now() - lookedAt() > AWAY) since = lookedAt();
  mark();
});

function lookedAt() {
  return Number(localStorage.getItem(KEY) ?? Date.now());
}

function mark() {
  for (const word of document.querySelectorAll("[data-failed-at]")) {
    word.hidden = Date.parse(word.dataset.failedAt) <= since;
  }
  if (!document.hidden) localStorage.setItem(KEY, String(Date.now()));
}
