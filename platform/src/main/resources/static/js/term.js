// Links to terms of the glossary.
import { at } from "./api.js";
import { element } from "./dom.js";

export function term(text, anchor) {
  return element("a", { class: "term", href: at(`/glossary#${anchor}`) }, text);
}
