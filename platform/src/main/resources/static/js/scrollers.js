// Makes tables that scroll horizontally accessible by keyboard.

/** Makes each box that scrolls horizontally a named region in the tab order, and removes boxes that fit. */
export function focusScrollers() {
  const observer = new ResizeObserver((entries) => entries.forEach(({ target }) => mark(target.closest(".scroll"))));
  const watch = () => {
    for (const box of document.querySelectorAll(".scroll:not([aria-label])")) {
      observer.observe(box);
      for (const content of box.children) observer.observe(content);
    }
  };
  watch();
  document.addEventListener("htmx:afterSwap", watch);
}

function mark(box) {
  if (!box) return;
  if (box.scrollWidth > box.clientWidth) {
    box.tabIndex = 0;
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", unique(nameOf(box), box));
  } else {
    for (const name of ["tabindex", "role", "aria-label"]) box.removeAttribute(name);
  }
}

/** A name from the heading above the table and the head of its first column. */
function nameOf(box) {
  const heading = box.closest("section, main")?.querySelector("h2, h3, h1")?.cloneNode(true);
  heading?.querySelectorAll(".muted").forEach((aside) => aside.remove());
  const names = [heading, box.querySelector("th")].map((part) => part?.textContent.trim());
  return `Table: ${names.filter(Boolean).join(", ")}`;
}

/** Names of regions must be unique within a page. */
function unique(name, box) {
  const others = [...document.querySelectorAll(".scroll[aria-label]")].filter((other) => other !== box).map((other) => other.getAttribute("aria-label"));
  let number = 1;
  while (others.includes(number === 1 ? name : `${name} ${number}`)) number += 1;
  return number === 1 ? name : `${name} ${number}`;
}
