package org.dllm.platform.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dllm.platform.dashboard.Chromium.waitForText;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.dllm.experiments.experiment.RunEvent;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.RunState;
import org.dllm.platform.run.Runs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

@DashboardTest
class RunPageTests {

    @Autowired private DashboardServer dashboardServer;
    @Autowired private LabFixture fixture;
    @Autowired private Runs runs;

    @Test
    void stateProgressAndChartsFollowTheRunWithoutAReload() {
        dashboardServer.runs();
        RunId id = fixture.submit("live", "dense", null);
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/runs/" + id);
        page.evaluate("window.notReloaded = true");
        assertThat(page.locator(".title .pill").textContent()).isEqualTo("queued");

        runs.starting(id, 1);
        runs.started(id);
        waitForText(page, ".title .pill", "running");
        fixture.point(id, "train/loss", 1, 3.25);
        fixture.point(id, "train/loss", 2, 2.75);
        waitForText(page, "[data-key='train/loss'] .readout", "step 2: 2.75");
        fixture.point(id, "train/loss", 3, 1.5);
        waitForText(page, "[data-key='train/loss'] .readout", "step 3: 1.5");
        waitForText(page, "[data-headline='train/loss']", "1.500");
        fixture.point(id, "train/loss", 4, 1.25);
        waitForText(page, "[data-headline='train/loss']", "1.250");
        page.waitForFunction("() => document.querySelector('[data-took]').textContent !== '–'");
        assertThat(page.locator("[data-works]").textContent()).isEqualTo("running for");
        runs.progress(id, new RunEvent.Progress("train", 3, 400, 4));
        waitForText(
                page,
                "[data-progress] .numbers",
                "train · step 3 / 400 · 4 it/s · 1 min 39 s left of training");
        runs.progress(id, new RunEvent.Progress("evaluate synthetic", 125, 250, 66));
        waitForText(
                page,
                "[data-progress] .numbers",
                "evaluate synthetic · example 125 / 250 · 66 examples/s · 2.0 s left of this"
                        + " task");
        assertThat(page.evaluate("window.notReloaded")).isEqualTo(true);

        runs.failed(id, "out of memory");
        waitForText(page, ".title .pill", "failed");
        waitForText(page, "[data-reason]", "out of memory");
        waitForText(page, "[data-works]", "ran for");
        page.context().close();
    }

    @Test
    void aValueReportedWhileItsTileLoadsIsNotLost() {
        dashboardServer.runs();
        RunId id = fixture.submit("reported-meanwhile", "dense", null);
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/runs/" + id);
        runs.starting(id, 1);
        runs.started(id);
        waitForText(page, ".title .pill", "running");
        var held = new ArrayList<Route>();
        page.route(dashboardServer.url("/runs/" + id), held::add);
        fixture.point(id, "train/loss", 1, 3.25);
        page.waitForCondition(() -> !held.isEmpty());
        var written = new Route.FulfillOptions().setResponse(held.getFirst().fetch());
        fixture.point(id, "train/loss", 2, 2.75);
        waitForText(page, "[data-key='train/loss'] .readout", "step 2: 2.75");
        held.getFirst().fulfill(written);
        waitForText(page, "[data-headline='train/loss']", "2.750");
        page.context().close();
    }

    @Test
    void eventsReportedBeforeTheStreamOpensAreShown() {
        dashboardServer.runs();
        RunId id = fixture.submit("reported-before", "dense", null);
        fixture.point(id, "train/loss", 1, 3.25);
        fixture.point(id, "train/loss", 2, 2.75);
        Page page = dashboardServer.page();
        var held = new ArrayList<Route>();
        page.route("**/events?*", held::add);
        dashboardServer.open(page, "/runs/" + id);
        waitForText(page, "[data-key='train/loss'] .readout", "step 2: 2.75");
        page.waitForCondition(() -> !held.isEmpty());
        fixture.point(id, "train/loss", 3, 1.5);
        held.forEach(Route::resume);
        waitForText(page, "[data-key='train/loss'] .readout", "step 3: 1.5");
        waitForText(page, "[data-headline='train/loss']", "1.500");
        page.context().close();
    }

    @Test
    void aPageReportsARejectedStreamAndRecovers() {
        dashboardServer.runs();
        RunId id = fixture.submit("refused", "dense", null);
        Page page = dashboardServer.page();
        page.route(
                "**/events?*", route -> route.fulfill(new Route.FulfillOptions().setStatus(503)));
        dashboardServer.open(page, "/runs/" + id);
        waitForText(page, "#says", "Live updates have stopped. This page may be out of date.");
        page.evaluate("window.before = true");
        page.unroute("**/events?*");
        page.waitForFunction("() => !window.before");
        runs.starting(id, 1);
        runs.started(id);
        waitForText(page, ".title .pill", "running");
        assertThat(page.locator("#says").isVisible()).isFalse();
        page.context().close();
    }

    @Test
    void aPageReportsAnUnavailableServerAndRecovers() {
        Page page = dashboardServer.page();
        page.route("**/events?*", route -> route.abort());
        dashboardServer.open(page, "/runs/" + dashboardServer.runs().get("running"));
        waitForText(page, "#says", "The server is unavailable. This page may be out of date.");
        page.evaluate("window.before = true");
        page.unroute("**/events?*");
        page.waitForFunction("() => !window.before");
        assertThat(page.locator("#says").isVisible()).isFalse();
        page.context().close();
    }

    @Test
    void anEvaluationCountsExamples() {
        RunId id = dashboardServer.runs().get("evaluating");
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/runs/" + id);
        assertThat(page.locator("[data-progress] .numbers").textContent())
                .isEqualTo(
                        "evaluate synthetic · example 125 / 250 · 66 examples/s · 2.0 s left of"
                                + " this task");
        dashboardServer.open(page, "/runs?q=" + id);
        assertThat(page.locator("#run-" + id + " .room").textContent())
                .contains("example 125 / 250 · 2.0 s left of this task");
        page.context().close();
    }

    @Test
    void aBurstOfPointsCausesOneRequest() {
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/runs/" + dashboardServer.runs().get("dllm"));
        page.waitForSelector("[data-key='train/loss'] .readout");
        var asked = new ArrayList<String>();
        page.onRequest(request -> asked.add(request.url()));
        page.evaluate(
                "void (history.replaceState = (state, title, url) => { window.address ="
                        + " String(url); })");
        page.evaluate(
                """
                for (let step = 10001; step <= 14000; step++) {
                  const detail = { key: "train/loss", step, value: 0.5 };
                  document.dispatchEvent(new CustomEvent("run-metric", { detail }));
                }
                """);
        waitForText(page, "[data-key='train/loss'] .readout", "step 14,000: 0.5");
        assertThat(asked).filteredOn(url -> url.contains("metrics/points")).hasSizeBetween(1, 4);
        assertThat(page.evaluate("window.address")).isNull();
        page.context().close();
    }

    @Test
    void aRepeatedPointReplacesTheOldPointAndThoseAfterIt() {
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/runs/" + dashboardServer.runs().get("dllm"));
        page.waitForSelector("[data-key='train/loss'] .readout");
        for (String recorded :
                List.of("10001, value: 0.5", "10002, value: 0.6", "10001, value: 7")) {
            page.evaluate(
                    "document.dispatchEvent(new CustomEvent('run-metric',"
                            + " { detail: { key: 'train/loss', step: %s } }))".formatted(recorded));
        }
        waitForText(page, "[data-key='train/loss'] .readout", "step 10,001: 7");
        page.context().close();
    }

    @Test
    void cancellingAsksForConfirmation() {
        dashboardServer.runs();
        RunId id = fixture.submit("to-cancel", "dense", null);
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/runs/" + id);
        page.click("[data-cancel]");
        assertThat(page.locator("#ask").textContent()).contains("Cancel run dense (" + id + ")?");
        page.click("#ask [value=no]");
        assertThat(runs.require(id).state()).isEqualTo(RunState.QUEUED);
        page.click("[data-cancel]");
        page.click("#ask [value=yes]");
        waitForText(page, ".title .pill", "cancelled");
        assertThat(runs.require(id).state()).isEqualTo(RunState.CANCELLED);
        page.context().close();
    }

    @Test
    void aCancelledRunIsResumedOnItsPage() {
        dashboardServer.runs();
        RunId id = fixture.submit("to-resume", "dense", null);
        runs.cancel(id);
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/runs/" + id);
        page.click("[data-resume]");
        waitForText(page, ".title .pill", "queued");
        Chromium.settle(page);
        assertThat(runs.require(id).state()).isEqualTo(RunState.QUEUED);
        assertThat(page.locator("[data-resume]").isVisible()).isFalse();
        assertThat(page.locator("[data-cancel]").isVisible()).isTrue();

        runs.starting(id, 1);
        waitForText(page, ".title .pill", "starting");
        runs.failed(id, "out of memory");
        waitForText(page, ".title .pill", "failed");
        page.locator("[data-resume]").waitFor();
        page.context().close();
    }

    @Test
    void onlyFailedAndCancelledRunsCanBeResumed() {
        var runs = dashboardServer.runs();
        Page page = dashboardServer.page();
        for (String other : List.of("dllm", "running", "queued", "waiting")) {
            dashboardServer.open(page, "/runs/" + runs.get(other));
            assertThat(page.locator("[data-resume]").isVisible()).as(other).isFalse();
        }
        for (String ended : List.of("failed", "cancelled")) {
            dashboardServer.open(page, "/runs/" + runs.get(ended));
            assertThat(page.locator("[data-resume]").isVisible()).as(ended).isTrue();
        }
        page.context().close();
    }

    @Test
    void aRerunIsSubmittedAndItsPageOpened() {
        Page page = dashboardServer.page();
        RunId original = Objects.requireNonNull(dashboardServer.runs().get("static"));
        dashboardServer.open(page, "/runs/" + original);
        page.click("[data-rerun]");
        page.waitForSelector("text=rerun of");
        Chromium.settle(page);
        assertThat(page.url()).doesNotContain(original.value());
        assertThat(page.locator(".facts").textContent()).contains("rerun of " + original);
        page.context().close();
    }

    @Test
    void onlyFinishedRunsCanBeRerun() {
        var runs = dashboardServer.runs();
        Page page = dashboardServer.page();
        for (String other : List.of("failed", "cancelled", "running", "queued")) {
            dashboardServer.open(page, "/runs/" + runs.get(other));
            assertThat(page.locator("[data-rerun]").isVisible()).as(other).isFalse();
        }
        dashboardServer.open(page, "/runs/" + runs.get("dllm"));
        assertThat(page.locator("[data-rerun]").isVisible()).isTrue();
        page.context().close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"charts", "layers", "samples", "cost", "logs", "artifacts", "provenance"})
    void anEndedRunWithoutResultsAnnouncesNone(String tab) {
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/runs/" + dashboardServer.runs().get("failed") + "?tab=" + tab);
        Locator says = page.locator("#panel-" + tab + " :is(.empty, .none)");
        says.waitFor();
        assertThat(says.textContent()).startsWith("No ").doesNotContain("appear", "yet");
        page.context().close();
    }

    @Test
    void aCancelledRunShowsHowFarItGot() {
        dashboardServer.runs();
        RunId id = fixture.submit("stopped", "dense", null);
        runs.starting(id, 1);
        runs.started(id);
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/runs/" + id);
        assertThat(page.locator("[data-progress] .numbers").textContent()).isEqualTo("preparing");
        dashboardServer.open(page, "/"); // The page of the run reloads at the end of the run.
        runs.progress(id, new RunEvent.Progress("train", 120, 400, 2));
        runs.checkpoint(id, 100);
        runs.cancelled(id);
        dashboardServer.open(page, "/runs/" + id);
        assertThat(page.locator("[data-reason]").textContent())
                .startsWith("Cancelled after ")
                .endsWith(" in train; last checkpoint: step 100.");
        page.context().close();
    }

    @Test
    void whatARunWaitsForIsShownOnItsPageAndInLists() {
        var ids = dashboardServer.runs();
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/runs/" + ids.get("queued"));
        assertThat(page.locator("[data-waits]").textContent())
                .isEqualTo("Waiting for a worker slot (dllm.worker.slots is 0)");
        dashboardServer.open(page, "/runs/" + ids.get("waiting"));
        assertThat(page.locator("#head .notice:visible").allTextContents())
                .containsExactly("Waiting for the result of " + ids.get("queued"));
        RunId queued = ids.get("queued");
        for (String list : List.of("/runs?q=" + queued, "/experiments/router-ablation")) {
            dashboardServer.open(page, list);
            assertThat(page.locator("#run-" + queued + " .reason").textContent())
                    .as(list)
                    .contains("waiting for a worker slot");
        }
        page.context().close();
    }

    @Test
    void timesAndSpeedsHaveTheirRatioToTheDenseModel() {
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/runs/" + dashboardServer.runs().get("dllm") + "?tab=cost");
        assertThat(costs(page, "Training")).containsExactly("1 min 17 s", "1 min 21 s", "0.948");
        assertThat(costs(page, "Evaluation, synthetic")).containsExactly("9.2 s", "13 s", "0.711");
        assertThat(costs(page, "Generated tokens, synthetic"))
                .containsExactly("522.2 /s", "363.6 /s", "1.436");
        assertThat(costs(page, "KV memory").getFirst()).isEqualTo("15.27 M");
        page.context().close();
    }

    @Test
    void theSpeedOfARunIsComparedWithTheDenseModelInIt() {
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/runs/" + dashboardServer.runs().get("dllm") + "?tab=cost");
        assertThat(page.locator("#panel-cost th[scope=rowgroup] strong").allTextContents())
                .containsExactly("synthetic", "Generation speed", "Memory");
        // mean rate of the layers: 4.66 / 8
        assertThat(costs(page, "Prefill, batch 8")).containsExactly("16,481", "9,600", "1.545");
        assertThat(costs(page, "Decode, batch 1")).containsExactly("154.5", "90.000", "1.373");
        assertThat(costs(page, "KV cache, batch 8")).containsExactly("3.865 M", "6.636 M", "0.583");
        assertThat(costs(page, "Peak in the measurement of speed").getFirst()).isEqualTo("1.31 G");
        page.context().close();
    }

    @Test
    void theReachedRateStandsBesideTheTarget() {
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/runs/" + dashboardServer.runs().get("dllm") + "?tab=cost");
        assertThat(costs(page, "… as the target counts").getFirst()).isEqualTo("0.563");
        assertThat(
                        page.locator("#panel-cost tr:has(:text-is('… as the target counts'))")
                                .textContent())
                .contains("target 0.500: all layers, without tokens");
        assertThat(costs(page, "FLOPs, paper").getFirst()).isEqualTo("0.583");
        dashboardServer.open(page, "/runs/" + dashboardServer.runs().get("dense") + "?tab=cost");
        assertThat(page.locator("#panel-cost").textContent()).doesNotContain("target");
        page.context().close();
    }

    private static List<String> costs(Page page, String label) {
        var cells = page.locator("#panel-cost tr:has(:text-is('%s')) td.num".formatted(label));
        return cells.allTextContents();
    }

    @Test
    void aLaterSubmissionDoesNotChangeTheBaselineOfARun() {
        Shape denseShape = Shape.OF_QUICKSTART.get(0);
        Shape dllmShape = Shape.OF_QUICKSTART.get(1);
        RunId dense = fixture.sweep("twice-submitted", denseShape, 0.9).getFirst();
        RunId dllm = fixture.sweep("twice-submitted", dllmShape, 0.8).getFirst();
        fixture.submitAgain("twice-submitted");
        RunId nextDense = fixture.sweep("twice-submitted", denseShape, 0.5).getFirst();
        RunId nextDllm = fixture.sweep("twice-submitted", dllmShape, 0.4).getFirst();
        assertDense(dllm, dense, "dense 0.900");
        assertDense(nextDllm, nextDense, "dense 0.500");
    }

    private void assertDense(RunId run, RunId dense, String text) {
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/runs/" + run + "?tab=cost");
        Locator tile = page.locator(".figure-card a.beside").first();
        assertThat(tile.textContent()).isEqualTo(text);
        assertThat(tile.getAttribute("href")).isEqualTo("/runs/" + dense);
        assertThat(page.locator("#panel-cost p a").getAttribute("href"))
                .isEqualTo("/runs/" + dense);
        page.context().close();
    }

    @Test
    void aSubmissionWithoutADenseRunShowsNoDenseValues() {
        fixture.sweep("no-dense", Shape.OF_QUICKSTART.get(0), 0.9);
        fixture.submitAgain("no-dense");
        RunId dllm = fixture.sweep("no-dense", Shape.OF_QUICKSTART.get(1), 0.8).getFirst();
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/runs/" + dllm);
        assertThat(page.locator(".figure-card").count()).isPositive();
        assertThat(page.locator(".figure-card .beside").count()).isZero();
        page.context().close();
    }

    @Test
    void aVerdictIsShownOnThePageAndInTheList() {
        Page page = dashboardServer.page();
        RunId rerun = dashboardServer.runs().get("rerun");
        dashboardServer.open(page, "/runs/" + rerun);
        assertThat(page.locator(".title").first().textContent()).contains("exact");
        assertThat(page.locator("#head").textContent()).contains("equal bit for bit");
        dashboardServer.open(page, "/runs?q=" + rerun);
        assertThat(page.locator("#run-" + rerun).textContent()).contains("exact");
        page.context().close();
    }
}
