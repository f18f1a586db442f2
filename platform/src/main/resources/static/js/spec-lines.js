// Finds the line of a YAML or JSON text that a path such as method.target or data.0.share refers to.

const KEY = /^(\s*)((?:-\s+)*)(?:"([^"]+)"|'([^']+)'|([^\s"'#{[:][^:#]*?))\s*:(?:\s|$)/;
const ITEM = /^(\s*)-(?:\s|$)/;

/** The paths of all lines with a key or a list item: [{path: ["method", "target"], line}]. */
export function outline(text) {
  const found = [];
  const open = [];
  const items = new Map();
  text.split("\n").forEach((content, line) => {
    let indent = content.search(/\S/);
    if (indent < 0 || content.trimStart().startsWith("#")) return;
    let rest = content;
    while (ITEM.test(rest)) {
      const at = rest.search(/-/);
      close(open, at, true);
      const parent = path(open).join(".");
      const index = items.get(`${parent}@${at}`) ?? 0;
      items.set(`${parent}@${at}`, index + 1);
      open.push({ name: String(index), indent: at, item: true });
      found.push({ path: path(open), line });
      rest = `${rest.slice(0, at)} ${rest.slice(at + 1)}`;
      indent = rest.search(/\S/);
    }
    const key = KEY.exec(rest);
    if (!key) return;
    close(open, indent, false);
    open.push({ name: (key[3] ?? key[4] ?? key[5]).trim(), indent, item: false });
    found.push({ path: path(open), line });
  });
  return found;
}

/** The line of the longest existing prefix of the path; null if there is none. */
export function lineOf(text, wanted) {
  const match = /^line (\d+)/.exec(wanted);
  if (match) return Math.min(Number(match[1]), text.split("\n").length) - 1;
  const lines = outline(text);
  const [place, inVariant] = split(wanted);
  const candidates = inVariant ? [[...place, ...inVariant], inVariant] : [place];
  let best = { depth: 0, line: null };
  candidates.forEach((names, i) => {
    for (const { path: there, line } of lines) {
      const depth = there.every((name, at) => name === names[at]) ? there.length : 0;
      const own = inVariant && i === 0 ? depth - place.length : depth;
      if (own > best.depth) best = { depth: own, line };
      else if (inVariant && i === 0 && own === 0 && best.line === null) best = { depth: 0, line };
    }
  });
  return best.line;
}

/** "variants.dllm: method.target" refers to method.target as set by the variant dllm. */
function split(wanted) {
  const colon = wanted.indexOf(": ");
  if (colon < 0) return [names(wanted), null];
  return [names(wanted.slice(0, colon)), names(wanted.slice(colon + 2))];
}

function names(dotted) {
  return dotted.replaceAll(/\[(\d+)\]/g, ".$1").split(".").filter(Boolean);
}

function path(open) {
  return open.map((one) => one.name);
}

/** YAML allows a list at the same indent as its key. */
function close(open, indent, item) {
  while (open.length) {
    const last = open.at(-1);
    const within = item && !last.item ? last.indent <= indent : last.indent < indent;
    if (within) return;
    open.pop();
  }
}
