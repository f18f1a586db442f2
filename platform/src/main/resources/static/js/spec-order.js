// A canonical spec is sorted by name; people read first what is done, and then how long and on what.
const FIRST = ["name", "model", "method", "lora", "data", "train", "evaluate"];

export function readable(spec) {
  const names = [...FIRST.filter((name) => name in spec), ...Object.keys(spec).filter((name) => !FIRST.includes(name))];
  return Object.fromEntries(names.map((name) => [name, spec[name]]));
}
