// Display order of a spec. Canonical specs are sorted by name; readers want the model and the method first.
const FIRST = ["name", "model", "method", "lora", "data", "train", "evaluate"];

export function readable(spec) {
  const names = [...FIRST.filter((name) => name in spec), ...Object.keys(spec).filter((name) => !FIRST.includes(name))];
  return Object.fromEntries(names.map((name) => [name, spec[name]]));
}
