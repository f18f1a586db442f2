// Helpers for the DOM. Text is always inserted as text, never as markup.

export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, given] of Object.entries(attributes)) {
    if (given === null || given === undefined || given === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), given);
    else node.setAttribute(name, given === true ? "" : given);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** Sets parameters of the URL without a new history entry; empty values remove a parameter. */
export function remember(parameters) {
  const url = new URL(location.href);
  for (const [name, given] of Object.entries(parameters)) {
    if (given === null || given === undefined || given === "") url.searchParams.delete(name);
    else url.searchParams.set(name, given);
  }
  // Live charts call this many times a second, and browsers limit the rate of URL changes.
  if (url.href !== location.href) history.replaceState(history.state, "", url);
}

export function parameter(name) {
  return new URLSearchParams(location.search).get(name);
}

export function style(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** Calls back when the theme changes. */
export function onTheme(callback) {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", callback);
  document.addEventListener("theme", callback);
}

const tip = element("div", { class: "tip", role: "status", hidden: true });

export function showTip(text, x, y) {
  if (!tip.isConnected) document.body.append(tip);
  if (tip.textContent !== text) tip.textContent = text;
  tip.hidden = false;
  const box = tip.getBoundingClientRect();
  const left = x + 14 + box.width > innerWidth ? x - box.width - 10 : x + 14;
  const top = y + 14 + box.height > innerHeight ? y - box.height - 10 : y + 14;
  tip.style.left = `${Math.max(4, left)}px`;
  tip.style.top = `${Math.max(4, top)}px`;
}

export function hideTip() {
  tip.hidden = true;
}

export function save(blob, name) {
  const link = element("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
