// Spec, artifacts and provenance of a run.
import { at, get } from "./api.js";
import { element } from "./dom.js";
import { bytes } from "./format.js";
import { readable } from "./spec-order.js";

export async function specTab(panel, run) {
  const detail = await get(`runs/${run.id}`);
  const text = JSON.stringify(readable(detail.spec), null, 2);
  const copy = element("button", { type: "button" }, "Copy JSON");
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(text);
    copy.textContent = "Copied";
  });
  panel.replaceChildren(
    element(
      "div",
      { class: "title" },
      element("p", { class: "muted" }, "The complete spec, including default values."),
      element("span", { class: "actions" }, copy, element("a", { class: "button", href: at(`/submit?run=${run.id}`) }, "Edit and submit again")),
    ),
    element("pre", { class: "card", tabindex: "0", "aria-label": "Spec as JSON" }, text),
  );
}

export async function artifactsTab(panel, run) {
  const items = await get(`runs/${run.id}/artifacts`);
  if (!items.length) {
    panel.replaceChildren(element("p", { class: "empty" }, run.ended ? "No artifacts: the run ended without publishing weights." : "Weights and exports appear here when the run publishes them."));
    return;
  }
  const rows = items.map((file) =>
    element(
      "tr",
      {},
      element("td", {}, element("a", { href: at(`/api/v1/runs/${run.id}/artifacts/${encodeURIComponent(file.name)}`), download: file.name }, file.name)),
      element("td", { class: "num", title: `${file.bytes} bytes` }, bytes(file.bytes)),
      element("td", { class: "code", title: file.sha256 }, `${file.sha256.slice(0, 16)}…`),
    ),
  );
  const head = element("tr", {}, element("th", {}, "File"), element("th", { class: "num" }, "Size"), element("th", {}, "SHA-256"));
  panel.replaceChildren(element("div", { class: "scroll" }, element("table", {}, element("thead", {}, head), element("tbody", {}, ...rows))));
}

export async function provenanceTab(panel, run) {
  const host = panel.querySelector(".manifest");
  const detail = await get(`runs/${run.id}`);
  if (!detail.manifest) {
    host.replaceChildren(element("p", { class: "empty" }, run.ended ? "No manifest: the run ended before it loaded its model and data." : "The manifest appears here when the run has loaded its model and data."));
    return;
  }
  host.replaceChildren(element("pre", { class: "card", tabindex: "0", "aria-label": "Manifest as JSON" }, JSON.stringify(detail.manifest, null, 2)));
}
