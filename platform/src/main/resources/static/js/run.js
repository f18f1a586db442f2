// The page of a run: tabs that load when opened, and live updates.
import { chartsTab } from "./run-charts.js";
import { layersTab } from "./run-layers.js";
import { live } from "./run-live.js";
import { logsTab } from "./run-logs.js";
import { samplesTab } from "./run-samples.js";
import { artifactsTab, provenanceTab, specTab } from "./run-facts.js";
import { hasEnded } from "./states.js";
import { tabs } from "./tabs.js";

const page = document.querySelector("[data-run]");
const { run: id, state } = page.dataset;
const run = { id, state, ended: hasEnded(state) };

live(page, run);
tabs(page.querySelector("[role=tablist]"), {
  charts: (panel) => chartsTab(panel, run),
  layers: (panel) => layersTab(panel, run),
  samples: (panel) => samplesTab(panel, run),
  spec: (panel) => specTab(panel, run),
  logs: (panel) => logsTab(panel, run),
  artifacts: (panel) => artifactsTab(panel, run),
  provenance: (panel) => provenanceTab(panel, run),
});
