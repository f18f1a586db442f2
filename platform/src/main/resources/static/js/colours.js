// Cividis (Nunez, Anderton and Renslow 2018): ten equidistant colours, interpolated.
const CIVIDIS = ["00224e", "123570", "3b496c", "575d6d", "707173", "8a8678", "a59c74", "c3b369", "e1cc55", "fee838"].map(
  (hex) => [0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)),
);

export function cividis(share) {
  const at = Math.min(1, Math.max(0, share)) * (CIVIDIS.length - 1);
  const low = Math.floor(at);
  const high = Math.min(CIVIDIS.length - 1, low + 1);
  const part = at - low;
  const mixed = CIVIDIS[low].map((from, i) => Math.round(from + part * (CIVIDIS[high][i] - from)));
  return `rgb(${mixed.join(" ")})`;
}

/** A text colour that is readable on the colour of `share`. */
export function inkOn(share) {
  return share > 0.45 ? "#000000" : "#ffffff";
}
