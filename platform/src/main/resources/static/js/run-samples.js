// Evaluated examples: the text, each token underlined by its executed rate.
import { get } from "./api.js";
import { element, hideTip, parameter, remember, showTip } from "./dom.js";
import { number, percent, several, value } from "./format.js";
import { NOTHING } from "./heat-cells.js";
import { HeatMap } from "./heatmap.js";
import { choose } from "./run-layers.js";
import { attempt } from "./tabs.js";

const PAGE = 50;
const ENDED = "No answers: the run ended before evaluation.";

export async function samplesTab(panel, run) {
  const list = panel.querySelector(".sample-list");
  const shown = panel.querySelector(".sample");
  const more = panel.querySelector(".more");
  const wrong = panel.querySelector("[name=wrong]");
  let asked = parameter("sample");
  let task = asked?.slice(0, asked.lastIndexOf(":")) ?? null;
  let after = null;
  let begun = 0;
  wrong.checked = parameter("wrong") !== null;

  /** Loads the next page of the list; ignores the response if the list has changed meanwhile. */
  async function load() {
    const mine = begun;
    const page = await get(`runs/${run.id}/samples`, { task, correct: wrong.checked ? "false" : null, limit: PAGE, after });
    if (mine !== begun) return null;
    after = page.next ?? null;
    more.hidden = after === null;
    for (const sample of page.items) {
      const button = entry(sample);
      button.addEventListener("click", () => open(sample, button));
      list.append(element("li", {}, button));
    }
    panel.querySelector(".counted").textContent = counted(page.count, list.childElementCount, results, task, wrong.checked);
    return page;
  }

  async function begin(chosen) {
    task = chosen;
    after = null;
    begun += 1;
    list.replaceChildren();
    const page = await load();
    if (page === null) return;
    if (!page.items.length) {
      shown.replaceChildren(element("p", { class: "empty" }, "No wrong answers among the stored examples of this task."));
      return;
    }
    const at = page.items.findIndex((sample) => name(sample) === asked);
    if (at >= 0 || !asked?.startsWith(`${task}:`)) {
      open(page.items[Math.max(0, at)], list.querySelectorAll("button")[Math.max(0, at)]);
      return;
    }
    const [mine, meant] = [begun, asked];
    const linked = await find(meant);
    // The user has selected another example meanwhile.
    if (mine !== begun || meant !== asked) return;
    if (linked) open(linked, null);
    else shown.replaceChildren(element("p", { class: "notice bad" }, `Example ${meant} is not among the stored examples.`));
  }

  /** Loads an example that is linked to and is not on the first page. */
  async function find(wanted) {
    const index = Number(wanted.slice(wanted.lastIndexOf(":") + 1));
    if (!Number.isInteger(index)) return null;
    const { items } = await get(`runs/${run.id}/samples`, { task, limit: 1, after: index - 1 });
    return items.find((sample) => name(sample) === wanted) ?? null;
  }

  function open(sample, button) {
    for (const other of list.querySelectorAll("[aria-current]")) other.removeAttribute("aria-current");
    button?.setAttribute("aria-current", "true");
    asked = name(sample);
    remember({ sample: asked });
    show(shown, sample, forced());
  }

  // Replaces the listeners of an earlier attempt to load this tab.
  more.onclick = async () => {
    more.disabled = true;
    await attempt(panel, load);
    more.disabled = false;
  };
  wrong.onchange = () => {
    remember({ wrong: wrong.checked ? "1" : null });
    attempt(panel, () => begin(task));
  };
  const [{ tasks }, { results }] = await Promise.all([get(`runs/${run.id}/samples`, { limit: 1 }), get(`runs/${run.id}`)]);
  if (!tasks.length) {
    panel.replaceChildren(element("p", { class: "empty" }, run.ended ? ENDED : "Answers of the model appear here during evaluation."));
    return;
  }
  await choose(panel.querySelector(".choice"), tasks, tasks.includes(task) ? task : tasks[0], begin);
}

/** A run stores the first examples of a task only: "40 of 250 examples stored". */
function counted(kept, listed, results, task, wrong) {
  const own = results.filter((result) => result.task === task && !result.metric.includes("/"));
  const asked = own.length ? Math.max(...own.map(({ n }) => n)) : null;
  const share = own.find(({ stderr }) => stderr !== undefined); // the share of correct answers
  const missed = share ? Math.round(share.n * (1 - value(share.value))) : null;
  const all = wrong ? missed : asked;
  const what = wrong ? "wrong answers" : "examples";
  const summary = all === null ? `${number(kept)} ${what}` : `${number(kept)} of ${number(all)} ${what} stored`;
  return listed < kept ? `${summary}, first ${number(listed)} shown` : summary;
}

function name(sample) {
  return `${sample.task}:${sample.index}`;
}

/** The numbers of first layers and tokens that the spec forces; all, if the method makes no free decisions. */
function forced() {
  const { keepLayers, keepTokens, decides } = document.querySelector("[data-run]").dataset;
  return decides === "false" ? { layers: Infinity, tokens: 0 } : { layers: Number(keepLayers), tokens: Number(keepTokens) };
}

function entry(sample) {
  const mark = element("span", { class: sample.correct ? "good" : "bad", title: sample.correct ? "correct" : "wrong" }, sample.correct ? "✓" : "✕");
  const kind = sample.steps ? `${sample.family} · ${sample.steps}` : sample.family;
  return element("button", { type: "button" }, mark, element("span", { class: "what" }, sample.prompt), element("span", { class: "muted" }, kind));
}

function show(host, sample, keep) {
  const shares = sample.executed.map((layers) => [...layers].filter((bit) => bit === "1").length / layers.length);
  const layers = sample.executed[0]?.length ?? 0;
  const text = element("p", { class: "tokens" });
  sample.tokens.forEach((token, i) => {
    if (i === sample.promptTokens) text.append(element("span", { class: "turn", title: "start of the answer" }, "▸"));
    text.append(tokenOf(token, shares[i], i, sample, text));
  });
  const ran = shares.reduce((sum, share) => sum + share, 0) / Math.max(1, shares.length);
  const facts = `${sample.task} · ${sample.family}${sample.steps ? ` · ${several(sample.steps, "step")}` : ""} · ${several(sample.tokens.length, "token")}, ${sample.promptTokens} of them in the prompt · executed rate ${percent(ran)}`;
  host.replaceChildren(
    element("h3", {}, `Example ${sample.exampleId}`),
    element("p", { class: "muted small" }, facts),
    text,
    answers(sample),
  );
  if (!layers) return;
  const cell = (layer, token) => {
    const once = { executed: sample.executed[token]?.[layer] === "1" ? 1 : 0, total: 1 };
    const given = layer < keep.layers || token < keep.tokens;
    return { ...NOTHING, [given ? "forced" : "free"]: once };
  };
  new HeatMap(host, {
    by: "token",
    key: "sample",
    unit: "token",
    columns: sample.tokens.map(visible),
    layers,
    cell,
    few: false,
    cellWidth: 13,
    onselect: (column) => text.querySelectorAll(".token")[column]?.click(),
  });
}

function tokenOf(token, share, i, sample, text) {
  const part = element("button", { type: "button", class: "token" }, visible(token));
  part.style.setProperty("--share", share);
  const ran = [...sample.executed[i]].flatMap((bit, layer) => (bit === "1" ? [layer] : []));
  const tooltip = `token ${i}: executed rate ${percent(share)}\nexecuted layers: ${ran.join(", ") || "none"}`;
  part.setAttribute("aria-label", `${visible(token)}, ${tooltip}`);
  part.addEventListener("mouseenter", (event) => showTip(tooltip, event.clientX, event.clientY));
  part.addEventListener("mouseleave", hideTip);
  part.addEventListener("click", () => {
    text.querySelector("[aria-pressed=true]")?.removeAttribute("aria-pressed");
    part.setAttribute("aria-pressed", "true");
    const box = part.getBoundingClientRect();
    showTip(tooltip, box.left, box.bottom);
  });
  part.addEventListener("blur", hideTip);
  return part;
}

function visible(token) {
  return token.replaceAll("\n", "⏎").replaceAll("\t", "⇥").replaceAll(" ", "\u00a0");
}

/** The gold answer above the model's answer, marked from the first difference on. */
function answers({ gold, answer, correct }) {
  let same = 0;
  while (same < gold.length && same < answer.length && gold[same] === answer[same]) same += 1;
  const row = (label, text) =>
    element(
      "div",
      {},
      element("dt", {}, label),
      element("dd", { class: "code" }, text.slice(0, same), correct ? text.slice(same) : element("mark", {}, text.slice(same) || "(ends here)")),
    );
  return element("dl", { class: "answers" }, row("gold answer", gold), row("model answer", answer));
}
