// The colours of methods, the same in pages, notebooks and paper (Okabe and Ito).
export const METHOD_COLOURS = {
  dense: "#7f7f7f",
  dllm: "#0072b2",
  mod: "#cc79a7",
  static: "#e69f00",
  random: "#d55e00",
  "dllm-keep-kv": "#56b4e9",
  other: "#009e73",
};

/** The same palette, for series that are not methods. */
export const SERIES_COLOURS = ["#0072b2", "#e69f00", "#009e73", "#d55e00", "#cc79a7", "#56b4e9", "#7f7f7f"];

/** Whether the method fixes all executions and makes no free decisions. */
export function prescribes(method) {
  return ["dense", "static"].includes(method);
}

export function methodColour(method) {
  return METHOD_COLOURS[method] ?? METHOD_COLOURS.other;
}
