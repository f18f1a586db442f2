package org.dllm.platform.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.Runs;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@DashboardTest
class ComparePageTests {

    @Autowired private DashboardServer dashboardServer;
    @Autowired private LabFixture fixture;
    @Autowired private Runs runs;

    @Test
    void runsSelectedByKeyboardAreComparedAndTheUrlHoldsTheSelection() {
        dashboardServer.runs();
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/runs?q=quickstart&sort=name");
        for (String key : List.of("j", "x", "j", "x")) {
            page.keyboard().press(key);
        }
        assertThat(page.locator("#compare").textContent()).isEqualTo("Compare 2 runs");
        assertThat(page.url()).contains("chosen=");
        page.reload();
        assertThat(page.locator("[data-choose]:checked").count()).isEqualTo(2);
        page.locator("#runs thead a").first().click();
        page.waitForURL("**sort=-name**");
        assertThat(page.locator("#compare").textContent()).isEqualTo("Compare 2 runs");
        page.keyboard().press("c");
        page.waitForURL("**/compare?runs=**");
        assertThat(page.locator("h1 + .muted").textContent()).isEqualTo("2 runs");
        assertThat(dashboardServer.errors()).isEmpty();
        page.context().close();
    }

    @Test
    void onlyDifferingSettingsAreShown() {
        var runs = dashboardServer.runs();
        Page page = dashboardServer.page();
        dashboardServer.open(
                page, "/compare?runs=%s,%s".formatted(runs.get("dllm"), runs.get("dllm-keep-kv")));
        Locator settings = table(page, "Settings that differ");
        assertThat(settings.locator("thead th.code").allTextContents())
                .containsExactly("method.kv");
        assertThat(settings.locator("td.setting").allTextContents())
                .containsExactly("evict", "compute");
        page.context().close();
    }

    @Test
    void aSeedGroupIsOneRowWithMeanAndDeviation() {
        List<RunId> seeds = fixture.sweep("seeds", Shape.OF_QUICKSTART.get(1), 0.80, 0.84, 0.88);
        fixture.sweep("seeds", Shape.OF_QUICKSTART.get(0), 0.9, 0.92);
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/experiments/seeds");
        Locator rows = table(page, "On synthetic").first().locator("tbody tr");
        assertThat(rows.count()).isEqualTo(2);
        assertThat(rows.first().locator("td").allTextContents())
                .startsWith("dllm", "–", "D-LLM", "0, 1, 2")
                .contains("0.840 ± 0.040");
        assertThat(rows.first().locator("td a").first().getAttribute("href"))
                .isEqualTo("/runs/" + seeds.getFirst());
        assertThat(page.locator(".finding").textContent()).contains("means of 2 to 3 seeds");
        dashboardServer.open(page, "/compare?runs=%s,%s".formatted(seeds.get(0), seeds.get(2)));
        assertThat(table(page, "On synthetic").first().locator("td.name").allTextContents())
                .containsExactly("seed=0", "seed=2");
        page.context().close();
    }

    @Test
    void anExactMatchShowsItsErrorAndNumberOfExamples() {
        RunId dllm = dashboardServer.runs().get("dllm");
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/experiments/quickstart");
        Locator cell =
                page.locator("section:has(> h2:text('On synthetic')) table")
                        .first()
                        .locator("tr:has(a[href='/runs/" + dllm + "']) td")
                        .nth(5);
        assertThat(cell.textContent()).isEqualTo("0.870 ± 0.024");
        assertThat(cell.getAttribute("title"))
                .isEqualTo("0.87 ± 0.024, standard error over 200 examples");
        assertThat(table(page, "by number of reasoning steps").locator("th").last().textContent())
                .isEqualTo("6 steps, n = 33");
        assertThat(page.locator(".finding").textContent())
                .startsWith("dllm executed 58.3 % of the layers and reached exact match 87.0 % on")
                .contains("no measurable difference from static");
        page.context().close();
    }

    @Test
    void submissionsOfOneExperimentAreComparedSeparately() {
        Shape dense = Shape.OF_QUICKSTART.get(0);
        Shape dllm = Shape.OF_QUICKSTART.get(1);
        RunId earlierDense = fixture.sweep("twice", dense, 0.90).getFirst();
        RunId earlier = fixture.sweep("twice", dllm, 0.80).getFirst();
        fixture.submitAgain("twice");
        fixture.sweep("twice", dense, 0.90, 0.91);
        RunId newer = fixture.sweep("twice", dllm, 0.84).getFirst();
        RunId queued = fixture.submit("twice", Shape.OF_QUICKSTART.get(3), 0);
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/experiments/twice");
        assertThat(page.locator("h1 + .muted").textContent()).isEqualTo("6 runs");
        assertThat(page.locator("#submissions tbody tr td:nth-child(2)").allTextContents())
                .containsExactly("3 of 4 finished", "2 of 2 finished");
        assertThat(page.locator(".finding").textContent()).contains("exact match 84.0 %");
        assertThat(page.locator("#run-" + queued).count()).isOne();
        assertThat(page.locator("#run-" + earlier).count()).isZero();

        page.locator("#submissions tbody a").last().click();
        page.waitForSelector("#run-" + earlier);
        assertThat(page.locator(".finding").textContent()).contains("exact match 80.0 %");
        assertThat(page.locator("#run-" + newer).count()).isZero();

        dashboardServer.open(page, "/compare?runs=%s,%s".formatted(earlierDense, newer));
        assertThat(page.locator(".no-finding").textContent())
                .isEqualTo("No finding: the runs belong to 2 different submissions.");
        page.context().close();
    }

    @Test
    void theExecutedRateStandsBesideTheTarget() {
        Map<String, RunId> runs = dashboardServer.runs();
        Page page = dashboardServer.page();
        dashboardServer.open(
                page, "/compare?runs=%s,%s".formatted(runs.get("dllm"), runs.get("dense")));
        Locator targets = page.locator("td.num span:text('target')");
        assertThat(targets.allTextContents()).containsExactly(", 0.563 of target 0.500");
        assertThat(targets.first().getAttribute("title")).startsWith("all layers, without tokens");
        page.context().close();
    }

    @Test
    void aSettingThatDiffersBetweenSubmissionsIsAColumn() {
        Shape dllm = Shape.OF_QUICKSTART.get(1);
        fixture.sweep("columns", dllm, 0.80);
        fixture.submitAgain("columns");
        fixture.sweep("columns", Shape.OF_QUICKSTART.get(2), 0.84);
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/experiments/columns");
        assertThat(page.locator("#submissions th.code").allTextContents())
                .containsExactly("method.kv");
        assertThat(page.locator("#submissions td.setting").allTextContents())
                .containsExactly("compute", "evict");
        assertThat(page.locator(".no-finding").textContent())
                .isEqualTo(
                        "No finding: at least two variants or grid points with finished runs"
                                + " are needed, found 1.");
        page.context().close();
    }

    @Test
    void theExperimentPageFollowsItsRunsByEventsOnly() {
        RunId run = fixture.submit("followed", "dense", null);
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/experiments/followed");
        assertThat(page.content()).doesNotContain("every 4s");
        page.waitForSelector("#run-%s .pill[data-state=QUEUED]".formatted(run));
        runs.cancel(run);
        page.waitForSelector("#run-%s .pill[data-state=CANCELLED]".formatted(run));
        assertThat(dashboardServer.errors()).isEmpty();
        page.context().close();
    }

    @Test
    void aSweepIsLabelledByDifferencesAndItsSeedsAreOneRow() {
        fixture.grid("large-sweep", List.of(0, 1, 2), 20);
        Page page = dashboardServer.page();
        var asked = new ArrayList<String>();
        page.onRequest(request -> asked.add(request.url()));
        dashboardServer.open(page, "/experiments/large-sweep");
        page.waitForSelector("[data-key='train/ce'] .caption-values");
        Locator rows = table(page, "On synthetic").first().locator("tbody tr");
        assertThat(rows.count()).isEqualTo(20);
        assertThat(rows.locator("td.name").allTextContents())
                .startsWith("target=0.02", "target=0.04")
                .endsWith("target=0.4");
        assertThat(rows.locator("td.best").count()).as("all are equal").isZero();
        assertThat(asked).filteredOn(url -> url.contains("/api/v1/curves?")).hasSize(1);
        assertThat(asked).noneMatch(url -> url.contains("/metrics/points"));
        assertThat(page.locator(".no-finding").textContent())
                .contains("20 variants and grid points");
        assertThat((int) page.evaluate("document.documentElement.scrollHeight")).isLessThan(6000);
        page.context().close();
    }

    @Test
    void theCrosshairShowsTheLastValueOfAShorterRun() {
        var ids = dashboardServer.runs();
        Page page = dashboardServer.page();
        dashboardServer.open(
                page, "/compare?runs=%s,%s".formatted(ids.get("dense"), ids.get("running")));
        Locator recorded = page.locator("[data-key='train/ce'] .readout .one");
        assertThat(recorded.allTextContents())
                .satisfiesExactly(
                        dense ->
                                assertThat(dense)
                                        .startsWith("quickstart dense ")
                                        .doesNotContain("at step"),
                        running ->
                                assertThat(running)
                                        .startsWith("gsm8k-smollm2 dllm ")
                                        .endsWith(" at step 140"));
        page.context().close();
    }

    @Test
    void seedsOfOneMethodDifferByTheirDashes() {
        List<RunId> seeds = fixture.sweep("dashes", Shape.OF_QUICKSTART.get(1), 0.8, 0.81, 0.82);
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/compare?runs=%s,%s,%s".formatted(seeds.toArray()));
        Object swatches =
                page.locator("[data-key='train/ce'] .one i")
                        .evaluateAll("all => all.map(one => one.style.backgroundImage)");
        assertThat((List<?>) swatches).hasSize(3).doesNotHaveDuplicates();
        page.context().close();
    }

    @Test
    void allCurvesAreLoadedByOneRequest() {
        RunId running = dashboardServer.runs().get("running");
        RunId dllm = dashboardServer.runs().get("dllm");
        Page page = dashboardServer.page();
        var asked = new ArrayList<String>();
        page.onRequest(request -> asked.add(request.url()));
        dashboardServer.open(page, "/compare?runs=%s,%s".formatted(dllm, running));
        page.waitForSelector("[data-key='train/ce'] .caption-values");
        assertThat(asked).filteredOn(url -> url.contains("/api/v1/curves?")).hasSize(1);
        assertThat(asked).noneMatch(url -> url.contains("/api/v1/runs"));
        page.context().close();
    }

    @Test
    void curvesAreSmoothedOnDemandAndTheCaptionShowsTheWindow() {
        RunId dllm = dashboardServer.runs().get("dllm");
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/compare?runs=" + dllm);
        Locator recorded = page.locator("[data-key='train/ce'] .caption-values");
        assertThat(recorded.textContent()).doesNotContain("mean over");
        page.selectOption("[name=smooth]", "100");
        page.waitForSelector(
                "[data-key='train/ce'] .caption-values:has-text('mean over 100 steps')");
        assertThat(page.locator("[data-key='train/executed_rate'] .caption-values").textContent())
                .contains("mean over 100 steps", "(raw ");
        assertThat(page.url()).contains("smooth=100");
        page.reload();
        page.waitForSelector(
                "[data-key='train/ce'] .caption-values:has-text('mean over 100 steps')");
        assertThat(page.inputValue("[name=smooth]")).isEqualTo("100");
        page.context().close();
    }

    @Test
    void aSmoothedPointIsTheMeanWithinHalfAWindow() {
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/");
        assertThat(
                        page.evaluate(
                                """
                                async () => (await import('/js/smoothing.js'))
                                  .smoothed([1, 2, 3, 10], [4, null, 8, 1], 4)
                                """))
                .isEqualTo(Arrays.asList(6, null, 6, 1));
        page.context().close();
    }

    @Test
    void aRunThatDoesNotExistIsNamed() {
        var runs = dashboardServer.runs();
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/compare?runs=%s,aaaaaaaa,<b>".formatted(runs.get("dllm")));
        assertThat(page.locator(".notice:visible").textContent())
                .isEqualTo("There is no run aaaaaaaa, <b>.");
        assertThat(page.locator("main table").first().isVisible()).isTrue();
        page.context().close();
    }

    @Test
    void runsBeyondTheLimitAreCountedAndNotReportedMissing() {
        String one = String.valueOf(dashboardServer.runs().get("dllm"));
        String many =
                IntStream.range(0, 50)
                        .mapToObj(i -> "none" + i)
                        .collect(Collectors.joining(",", one + ",", ""));
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/compare?runs=" + many);
        assertThat(page.locator(".notice:visible").allTextContents())
                .satisfiesExactly(
                        missing -> assertThat(missing).contains("none48").doesNotContain("none49"),
                        most ->
                                assertThat(most)
                                        .startsWith("At most 50 runs are compared")
                                        .contains("50 of 51"));
        page.context().close();
    }

    private static Locator table(Page page, String title) {
        return page.locator(
                "section:has(> h2:text('%s')) table, div.section:has(> h3:text('%s')) table"
                        .formatted(title, title));
    }

    @Test
    void noRunLiesAboveTheParetoFront() {
        dashboardServer.runs();
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/experiments/quickstart");
        List<String> heads =
                page.locator("#comparison thead").first().locator("th").allTextContents();
        int match = heads.indexOf("Exact match");
        int cost = heads.indexOf("FLOPs, all");
        var points = new ArrayList<Place>();
        for (Locator row : page.locator("#comparison tbody").first().locator("tr").all()) {
            List<String> cells = row.locator("td").allTextContents();
            points.add(new Place(number(cells.get(cost)), number(cells.get(match))));
        }
        List<Boolean> best =
                points.stream().map(one -> points.stream().noneMatch(one::betteredBy)).toList();
        assertThat(best).contains(true, false);
        Locator circles = page.locator(".frontier circle");
        assertThat(
                        circles.all().stream()
                                .map(circle -> "best".equals(circle.getAttribute("class"))))
                .isEqualTo(best);
        // Points are drawn at their values: cost to the right, quality upwards.
        for (int i = 0; i < points.size(); i++) {
            assertThat(Double.parseDouble(circles.nth(i).getAttribute("cx")))
                    .isCloseTo(46 + 424 * points.get(i).cost(), within(1.0));
            assertThat(Double.parseDouble(circles.nth(i).getAttribute("cy")))
                    .isCloseTo(262 - 250 * points.get(i).match(), within(1.0));
        }
        assertThat(dashboardServer.errors()).isEmpty();
        page.context().close();
    }

    @Test
    void labelsWithoutRoomAreShownOnHoverOnly() {
        dashboardServer.runs();
        fixture.grid("crowded", List.of(0), 18);
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/experiments/crowded");
        assertThat(page.locator(".frontier circle").count()).isEqualTo(18);
        assertThat(page.locator(".method-point text").count()).isZero();
        assertThat(page.locator(".method-point title").first().textContent())
                .contains("exact match 0.870 ±");
        dashboardServer.open(page, "/experiments/quickstart");
        assertThat(page.locator(".method-point text").first().textContent()).isEqualTo("dense");
        page.context().close();
    }

    private record Place(double cost, double match) {
        boolean betteredBy(Place other) {
            return other.cost <= cost && other.match >= match && !other.equals(this);
        }
    }

    /** The number at the beginning of a cell. */
    private static double number(String cell) {
        return Double.parseDouble(cell.strip().replaceFirst(" .*", ""));
    }
}
