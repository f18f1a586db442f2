// Marks what failed since the home page was last looked at.
const KEY = "home-seen";
/** A page that was left for less than this was not left. */
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
