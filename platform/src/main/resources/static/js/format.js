// Formats values. Keep in step with Quantity and DurationText of the server.

const SUFFIXES = [
  [1e15, "P"],
  [1e12, "T"],
  [1e9, "G"],
  [1e6, "M"],
];

/** A value of the API, which sends NaN and infinities as strings. */
export function value(raw) {
  if (raw === null || raw === undefined) return null;
  return typeof raw === "number" ? raw : Number(raw);
}

/** Four significant digits; missing is a dash, NaN is NaN. */
export function number(raw) {
  const x = value(raw);
  if (x === null) return "–";
  if (Number.isNaN(x)) return "NaN";
  if (!Number.isFinite(x)) return x > 0 ? "∞" : "−∞";
  if (x === 0) return "0";
  const size = Math.abs(x);
  for (const [unit, suffix] of SUFFIXES) {
    if (size >= unit) return `${trim((x / unit).toPrecision(4))} ${suffix}`;
  }
  if (size < 1e-3) {
    const [digits, power] = x.toExponential(3).split("e");
    return `${trim(digits)}e${Number(power)}`;
  }
  if (size >= 1000 || Number.isInteger(x)) return Math.round(x).toLocaleString("en");
  return trim(x.toPrecision(4));
}

/** Three decimals below 100, as in tables and metric tiles. */
export function fixed(raw) {
  const x = value(raw);
  return x !== null && Math.abs(x) < 100 ? x.toFixed(3) : number(x);
}

/** 1 step, 2 steps */
export function several(count, word) {
  return count === 1 ? `1 ${word}` : `${number(count)} ${word}s`;
}

export function percent(share) {
  return share === null ? "–" : `${(100 * share).toFixed(1)} %`;
}

/** 1 h 12 min, 1 min 16 s, 4.2 s, 340 ms */
export function span(seconds) {
  const s = value(seconds);
  if (s === null || Number.isNaN(s)) return "–";
  if (s < 1) return `${Math.round(1000 * s)} ms`;
  if (s < 10) return `${s.toFixed(1)} s`;
  const whole = Math.round(s);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

export function ago(instant, now = Date.now()) {
  const seconds = Math.max(0, (now - Date.parse(instant)) / 1000);
  if (seconds < 5) return "just now";
  if (seconds < 60) return `${Math.floor(seconds)} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86400) return `${Math.floor(seconds / 3600)} h ago`;
  return `${Math.floor(seconds / 86400)} d ago`;
}

/** The local time, 2026-11-30 14:05:09, in the order of the command line. */
export function local(instant) {
  return new Date(instant).toLocaleString("sv-SE");
}

/** The local and the exact time, for the title of an element. */
export function exactly(instant) {
  return `${local(instant)} local time\n${instant}`;
}

export function bytes(count) {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let size = count;
  let unit = 0;
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return unit === 0 ? `${count} B` : `${trim(size.toPrecision(3))} ${units[unit]}`;
}

function trim(digits) {
  return digits.includes(".") ? digits.replace(/\.?0+$/, "") : digits;
}
