// Series and methods on canvases. The colours of methods are those of the style sheet, which has a default for new methods.

/** The palette of Okabe and Ito, for series that are not methods. */
export const SERIES_COLOURS = ["#0072b2", "#e69f00", "#009e73", "#d55e00", "#cc79a7", "#56b4e9", "#7f7f7f"];

const known = new Map();

/** The colour of a method by its key. */
export function methodColour(key) {
  if (!known.has(key)) known.set(key, colourOf(key));
  return known.get(key);
}

function colourOf(key) {
  const probe = document.createElement("span");
  probe.dataset.method = key;
  document.body.append(probe);
  const colour = getComputedStyle(probe).getPropertyValue("--method").trim();
  probe.remove();
  return colour;
}
