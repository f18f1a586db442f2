package org.dllm.platform.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.dllm.experiments.experiment.RunEvent;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.RunState;
import org.dllm.platform.run.Runs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

@DashboardTest
class RunPageTests {

    @Autowired private Lab lab;
    @Autowired private LabFixture fixture;
    @Autowired private Runs runs;

    @Test
    void pillProgressAndChartsFollowTheRunWithoutAReload() {
        lab.runs();
        RunId id = fixture.submit("live", "dense", null);
        Page page = lab.page();
        lab.open(page, "/runs/" + id);
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
        runs.progress(id, new RunEvent.Progress("train", 3, 400, 4));
        waitForText(
                page,
                "[data-progress] .numbers",
                "train · step 3 / 400 · 4 it/s · 1 min 39 s left of training");
        runs.progress(id, new RunEvent.Progress("evaluate synthetic", 125, 250, 66));
        waitForText(
                page,
                "[data-progress] .numbers",
                "evaluate synthetic · question 125 / 250 · 66 questions/s · 2.0 s left of this"
                        + " task");
        assertThat(page.evaluate("window.notReloaded")).isEqualTo(true);

        runs.failed(id, "out of memory");
        waitForText(page, ".title .pill", "failed");
        waitForText(page, "[data-reason]", "out of memory");
        page.context().close();
    }

    @Test
    void aPageWhoseEventsAreRefusedSaysSoAndComesBack() {
        lab.runs();
        RunId id = fixture.submit("refused", "dense", null);
        Page page = lab.page();
        page.route(
                "**/events?*", route -> route.fulfill(new Route.FulfillOptions().setStatus(503)));
        lab.open(page, "/runs/" + id);
        waitForText(page, "#says", "The run's events have stopped. What stands here may be old.");
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
    void aPageWhoseServerIsGoneSaysSoAndComesBack() {
        Page page = lab.page();
        page.route("**/events?*", route -> route.abort());
        lab.open(page, "/runs/" + lab.runs().get("running"));
        waitForText(page, "#says", "The server cannot be reached. What stands here may be old.");
        page.evaluate("window.before = true");
        page.unroute("**/events?*");
        page.waitForFunction("() => !window.before");
        assertThat(page.locator("#says").isVisible()).isFalse();
        page.context().close();
    }

    @Test
    void anEvaluationCountsQuestions() {
        RunId id = lab.runs().get("evaluating");
        Page page = lab.page();
        lab.open(page, "/runs/" + id);
        assertThat(page.locator("[data-progress] .numbers").textContent())
                .isEqualTo(
                        "evaluate synthetic · question 125 / 250 · 66 questions/s · 2.0 s left of"
                                + " this task");
        lab.open(page, "/runs?q=" + id);
        assertThat(page.locator("#run-" + id + " .room").textContent())
                .contains("question 125 / 250 · 2.0 s left of this task");
        page.context().close();
    }

    @Test
    void aBurstOfPointsAsksTheServerOnceForThoseBefore() {
        Page page = lab.page();
        lab.open(page, "/runs/" + lab.runs().get("dllm"));
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
    void heatMapsShowTheSharesThatWereCounted() {
        Page page = lab.page();
        lab.open(page, "/runs/" + lab.runs().get("dllm") + "?tab=layers");
        Shape shape = Shape.OF_QUICKSTART.get(1);
        var chain5 =
                shape.activity().stream()
                        .filter(cell -> cell.axis().equals("family"))
                        .filter(cell -> cell.bucket().equals("chain") && cell.layer() == 5)
                        .findAny()
                        .orElseThrow();
        Locator map = page.locator("[data-map=family] canvas");
        map.focus();
        press(map, "ArrowRight", 2);
        press(map, "ArrowUp", 5);
        assertThat(page.locator(".tip").textContent())
                .isEqualTo(
                        "layer 5 · family chain\n%.1f %% executed: %,d / 4,000"
                                .formatted(chain5.executed() / 40.0, chain5.executed()));

        // Layer 0 lies at the bottom, and was no choice.
        var box = map.boundingBox();
        map.hover(new Locator.HoverOptions().setPosition(60, 40 + 7.5 * 28));
        assertThat(page.locator(".tip").textContent())
                .isEqualTo("layer 0 · family addition\nforced: 4,000 / 4,000");
        assertThat(box.height).isGreaterThan(200);

        Locator steps = page.locator("[data-map=chain_step] canvas");
        steps.focus();
        press(steps, "ArrowRight", 7);
        press(steps, "ArrowUp", 3);
        assertThat(page.locator(".tip").textContent())
                .contains("chain step 7")
                .contains("fewer than 20 observations");
        page.context().close();
    }

    @ParameterizedTest
    @CsvSource({
        "static, 4, '[0, 34, 78]'",
        "random, 4, '[125, 124, 118]'",
        "static, 0, '[254, 232, 56]'"
    })
    void coloursOfCellsAreCividisFromZeroToOne(String variant, int layer, String colour) {
        Page page = lab.page();
        lab.open(page, "/runs/" + lab.runs().get(variant) + "?tab=layers");
        page.waitForFunction(
                "() => document.querySelector('[data-map=family] canvas').style.width !== ''");
        String pixel =
                """
                (layer) => {
                  const canvas = document.querySelector('[data-map=family] canvas');
                  const ratio = devicePixelRatio;
                  const y = 40 + 28 * (7 - layer) + 2;
                  return [...canvas.getContext('2d').getImageData(37 * ratio, y * ratio, 1, 1).data].slice(0, 3);
                }
                """;
        assertThat(page.evaluate(pixel, layer).toString()).isEqualTo(colour);
        page.context().close();
    }

    @Test
    void aSampleShowsItsTextAndMarksTheFirstDifference() {
        Page page = lab.page();
        Shape shape = Shape.OF_QUICKSTART.get(4);
        lab.open(page, "/runs/" + lab.runs().get("random") + "?tab=samples");
        waitForText(page, ".counted", "60 kept of the 200 that were asked, the first 50 listed");
        page.click(".more");
        waitForText(page, ".counted", "60 kept of the 200 that were asked");
        page.check("[name=wrong]");
        long kept = shape.samples().stream().filter(sample -> !sample.correct()).count();
        waitForText(page, ".counted", kept + " kept of the 132 that were answered wrong");
        assertThat(page.locator(".sample-list .bad").count())
                .isEqualTo(page.locator(".sample-list button").count());
        page.reload();
        waitForText(page, ".counted", kept + " kept of the 132 that were answered wrong");
        page.locator(".sample-list button").first().click();
        var wrong =
                shape.samples().stream()
                        .filter(sample -> !sample.correct())
                        .findFirst()
                        .orElseThrow();
        assertThat(page.locator(".tokens").textContent().replace('\u00a0', ' '))
                .isEqualTo(
                        wrong.prompt().replace("\n", "⏎")
                                + "▸"
                                + String.join("", wrong.tokens())
                                        .substring(wrong.prompt().length()));
        assertThat(page.locator(".answers mark").last().textContent())
                .isNotEmpty()
                .satisfies(text -> assertThat(wrong.answer()).endsWith(text));
        assertThat(page.url()).contains("sample=synthetic%3A" + wrong.index());
        page.locator(".token").nth(3).click();
        assertThat(page.locator(".tip").textContent()).startsWith("token 3: ");
        page.context().close();
    }

    @Test
    void aLinkToASampleThatTheFirstPageLacksShowsItOrSaysThatItIsNotThere() {
        RunId run = lab.runs().get("dllm");
        Page page = lab.page();
        lab.open(page, "/runs/" + run + "?tab=samples&sample=synthetic:57");
        waitForText(page, ".sample h3", "Example chain-57");
        lab.open(page, "/runs/" + run + "?tab=samples&sample=synthetic:999");
        waitForText(
                page,
                ".sample .notice",
                "There is no example synthetic:999 among those that are kept here.");
        assertThat(page.url()).contains("sample=synthetic:999");
        page.context().close();
    }

    @Test
    void anotherTabKeepsTheZoomAndBackBringsTheOldOne() {
        Page page = lab.page();
        lab.open(page, "/runs/" + lab.runs().get("dllm") + "?zoom=100-200");
        page.waitForSelector("[data-key='train/loss'] canvas");
        page.click("#tab-cost");
        assertThat(page.url()).contains("zoom=100-200", "tab=cost");
        page.click("#tab-charts");
        page.evaluate(
                "document.querySelector('[data-key=\"train/loss\"] .u-over')"
                        + ".dispatchEvent(new MouseEvent('dblclick', { bubbles: true }))");
        page.waitForFunction("() => !location.search.includes('zoom')");
        page.goBack();
        page.waitForURL("**zoom=100-200&tab=cost");
        page.goBack();
        page.waitForURL("**zoom=100-200");
        page.locator("[data-key='train/loss'] .u-over").hover();
        assertThat(page.locator("[data-key='train/loss'] .readout").textContent())
                .as("in the middle of the zoom")
                .startsWith("step 150: ");
        page.context().close();
    }

    @Test
    void samplesThatDoNotComeSaySoWhicheverWayTheyWereAskedFor() {
        Page page = lab.page();
        String path = "/runs/" + lab.runs().get("dllm") + "?tab=samples";
        page.route("**/samples?task=**", route -> route.abort());
        lab.open(page, path);
        page.waitForSelector("#panel-samples .unfilled");
        page.unroute("**/samples?task=**");
        lab.open(page, path);
        waitForText(page, ".counted", "60 kept of the 200 that were asked, the first 50 listed");
        page.route("**/samples?**", route -> route.abort());
        page.click(".more");
        page.waitForSelector("#panel-samples .unfilled");
        page.unroute("**/samples?**");
        page.click(".more");
        waitForText(page, ".counted", "60 kept of the 200 that were asked");
        assertThat(page.locator(".unfilled").count()).isZero();
        page.context().close();
    }

    @Test
    void aPointThatIsToldAgainReplacesTheOldAndThoseAfterIt() {
        Page page = lab.page();
        lab.open(page, "/runs/" + lab.runs().get("dllm"));
        page.waitForSelector("[data-key='train/loss'] .readout");
        for (String told : List.of("10001, value: 0.5", "10002, value: 0.6", "10001, value: 7")) {
            page.evaluate(
                    "document.dispatchEvent(new CustomEvent('run-metric',"
                            + " { detail: { key: 'train/loss', step: %s } }))".formatted(told));
        }
        waitForText(page, "[data-key='train/loss'] .readout", "step 10,001: 7");
        page.context().close();
    }

    @Test
    void olderLinesOfALogComeOnDemandAndWhoReadsIsLeftThere() {
        RunId id = fixture.submit("talkative", "dense", null);
        runs.starting(id, 1);
        runs.started(id);
        fixture.log(id, 1, 2100);
        Page page = lab.page();
        lab.open(page, "/runs/" + id + "?tab=logs");
        waitForText(page, ".log div:first-child span:last-child", "line 101");
        fixture.log(id, 2101, 2101);
        page.waitForSelector(".log :text-is('line 2101')");
        assertThat(page.evaluate(ABOVE_END)).as("followed").isEqualTo(0);
        page.click(".older");
        waitForText(page, ".log div:first-child span:last-child", "line 1");
        assertThat(page.locator(".older").isVisible()).isFalse();
        page.evaluate("document.querySelector('.log').scrollTop = 100");
        fixture.log(id, 2102, 2102);
        page.waitForSelector(
                ".log :text-is('line 2102')",
                new Page.WaitForSelectorOptions().setState(WaitForSelectorState.ATTACHED));
        assertThat(page.evaluate("document.querySelector('.log').scrollTop")).isEqualTo(100);
        page.context().close();
    }

    private static final String ABOVE_END =
            "(() => { const log = document.querySelector('.log'); return"
                    + " Math.round(log.scrollHeight - log.scrollTop - log.clientHeight); })()";

    @Test
    void cancellingAsksOnceAndNoMeansNo() {
        lab.runs();
        RunId id = fixture.submit("to-cancel", "dense", null);
        Page page = lab.page();
        lab.open(page, "/runs/" + id);
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
    void aRerunIsSubmittedAndItsPageOpened() {
        Page page = lab.page();
        RunId original = Objects.requireNonNull(lab.runs().get("static"));
        lab.open(page, "/runs/" + original);
        page.click("[data-rerun]");
        page.waitForSelector("text=rerun of");
        assertThat(page.url()).doesNotContain(original.value());
        assertThat(page.locator(".facts").textContent()).contains("rerun of " + original);
        page.context().close();
    }

    @Test
    void onlyAFinishedRunCanBeRunAgain() {
        var runs = lab.runs();
        Page page = lab.page();
        for (String other : List.of("failed", "cancelled", "running", "queued")) {
            lab.open(page, "/runs/" + runs.get(other));
            assertThat(page.locator("[data-rerun]").isVisible()).as(other).isFalse();
        }
        lab.open(page, "/runs/" + runs.get("dllm"));
        assertThat(page.locator("[data-rerun]").isVisible()).isTrue();
        page.context().close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"charts", "layers", "samples", "cost", "logs", "artifacts", "provenance"})
    void aRunThatEndedWithoutAResultPromisesNone(String tab) {
        Page page = lab.page();
        lab.open(page, "/runs/" + lab.runs().get("failed") + "?tab=" + tab);
        Locator says = page.locator("#panel-" + tab + " :is(.empty, .none)");
        says.waitFor();
        assertThat(says.textContent()).startsWith("The run ").doesNotContain("appear", "stand");
        page.context().close();
    }

    @Test
    void aCancelledRunSaysHowFarItCame() {
        lab.runs();
        RunId id = fixture.submit("stopped", "dense", null);
        runs.starting(id, 1);
        runs.started(id);
        Page page = lab.page();
        lab.open(page, "/runs/" + id);
        assertThat(page.locator("[data-progress] .numbers").textContent()).isEqualTo("preparing");
        runs.progress(id, new RunEvent.Progress("train", 120, 400, 2));
        runs.checkpoint(id, 100);
        runs.cancelled(id);
        lab.open(page, "/runs/" + id);
        assertThat(page.locator("[data-reason]").textContent())
                .startsWith("Cancelled after ")
                .endsWith(" in train; the last checkpoint is of step 100.");
        page.context().close();
    }

    @Test
    void whyARunWaitsStandsOnItsPageAndInTheList() {
        var ids = lab.runs();
        Page page = lab.page();
        lab.open(page, "/runs/" + ids.get("queued"));
        assertThat(page.locator("[data-waits]").textContent())
                .isEqualTo("Waits: this server takes no runs (dllm.worker.slots is 0)");
        lab.open(page, "/runs/" + ids.get("waiting"));
        assertThat(page.locator("#head .notice:visible").allTextContents())
                .containsExactly("Waits: needs the result of " + ids.get("queued"));
        for (String list : List.of("/runs", "/experiments/router-ablation")) {
            lab.open(page, list);
            assertThat(page.locator("#run-" + ids.get("queued") + " .reason").textContent())
                    .as(list)
                    .contains("this server takes no runs");
        }
        page.context().close();
    }

    @Test
    void aMethodWithoutARouterHatchesNothing() {
        Page page = lab.page();
        lab.open(page, "/runs/" + lab.runs().get("static") + "?tab=layers");
        assertThat(page.locator(".maps .notice").textContent())
                .startsWith("This method asks no router");
        assertThat(page.locator(".scale .forced").isVisible()).isFalse();
        Locator map = page.locator("[data-map=family] canvas");
        map.press("ArrowRight");
        assertThat(page.locator(".tip").textContent())
                .isEqualTo("layer 0 · family addition\n100.0 % executed: 4,000 / 4,000");
        lab.open(page, "/runs/" + lab.runs().get("dllm") + "?tab=layers");
        assertThat(page.locator(".maps .notice").count()).isZero();
        assertThat(page.locator(".scale .forced").isVisible()).isTrue();
        page.context().close();
    }

    @Test
    void timesAndSpeedsHaveTheirRatioToTheDenseModel() {
        Page page = lab.page();
        lab.open(page, "/runs/" + lab.runs().get("dllm") + "?tab=cost");
        assertThat(costs(page, "training")).containsExactly("1 min 17 s", "1 min 21 s", "0.948");
        assertThat(costs(page, "evaluation of synthetic"))
                .containsExactly("9.2 s", "13 s", "0.711");
        assertThat(costs(page, "tokens of answers, synthetic"))
                .containsExactly("522.2 /s", "363.6 /s", "1.436");
        assertThat(costs(page, "KV memory").getFirst()).isEqualTo("15.27 M");
        page.context().close();
    }

    private static List<String> costs(Page page, String label) {
        var cells = page.locator("#panel-cost tr:has(td:text-is('%s')) td.num".formatted(label));
        return cells.allTextContents();
    }

    @Test
    void aDenseModelThatFailedIsNotComparedWithWhereAnotherFinished() {
        RunId dense = fixture.sweep("dense-failed", Shape.OF_QUICKSTART.get(0), 0.9).getFirst();
        RunId failed = fixture.submit("dense-failed", "dense", null);
        RunId dllm = fixture.sweep("dense-failed", Shape.OF_QUICKSTART.get(1), 0.8).getFirst();
        runs.starting(failed, 1);
        runs.started(failed);
        runs.failed(failed, "out of memory");
        Page page = lab.page();
        lab.open(page, "/runs/" + dllm + "?tab=cost");
        assertThat(page.locator("#panel-cost p a").getAttribute("href"))
                .isEqualTo("/runs/" + dense);
        page.context().close();
    }

    @Test
    void aVerdictStandsOnThePageAndInTheList() {
        Page page = lab.page();
        RunId rerun = lab.runs().get("rerun");
        lab.open(page, "/runs/" + rerun);
        assertThat(page.locator(".title").first().textContent()).contains("exact");
        assertThat(page.locator("#head").textContent()).contains("equal bit for bit");
        lab.open(page, "/runs");
        assertThat(page.locator("#run-" + rerun).textContent()).contains("exact");
        page.context().close();
    }

    private static void press(Locator target, String key, int times) {
        for (int i = 0; i < times; i++) {
            target.press(key);
        }
    }

    private static void waitForText(Page page, String selector, String text) {
        PlaywrightAssertions.assertThat(page.locator(selector).first())
                .hasText(text, new LocatorAssertions.HasTextOptions().setTimeout(60_000));
    }
}
