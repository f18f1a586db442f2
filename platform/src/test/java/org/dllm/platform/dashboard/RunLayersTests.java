package org.dllm.platform.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dllm.platform.dashboard.Chromium.waitForText;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.dllm.experiments.experiment.RunEvent;
import org.dllm.platform.activity.ActivityCell;
import org.dllm.platform.activity.Executions;
import org.dllm.platform.activity.LayerActivities;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.Runs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

/** The tab of a run page that shows layers: heat maps, router health, decisions from data. */
@DashboardTest
class RunLayersTests {

    @Autowired private DashboardServer dashboardServer;
    @Autowired private LabFixture fixture;
    @Autowired private Runs runs;
    @Autowired private LayerActivities activities;

    @Test
    void heatMapsShowTheCountedShares() {
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/runs/" + dashboardServer.runs().get("dllm") + "?tab=layers");
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

        // Layer 0 is at the bottom and was forced.
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
                .contains("reasoning step 7")
                .contains("fewer than 20 observations");
        page.context().close();
    }

    @Test
    void aSliderMovesHeatMapsOverTheStepsOfTheTraining() {
        dashboardServer.runs();
        RunId id = fixture.submit("counts-steps", "dllm", null);
        runs.starting(id, 1);
        runs.started(id);
        fixture.activity(id, 0L, 4, 10);
        Page page = dashboardServer.page();
        page.navigate(dashboardServer.url("/runs/" + id + "?tab=layers"));
        page.waitForSelector("[data-map=family] canvas");
        assertThat(page.locator(".steps").isHidden()).isTrue();

        fixture.activity(id, 50L, 7, 10);
        page.waitForSelector(".steps:not([hidden])");
        waitForText(page, ".steps output", "step 50");
        assertThat(shownRate(page)).isEqualTo("0.700");

        page.locator(".steps input").focus();
        page.keyboard().press("Home");
        waitForText(page, ".steps output", "step 0");
        page.waitForCondition(() -> shownRate(page).equals("0.400"));

        // the evaluation is the last position; the selected step stays
        fixture.activity(id, null, 9, 10);
        page.waitForCondition(() -> "2".equals(page.locator(".steps input").getAttribute("max")));
        assertThat(page.locator(".steps output").textContent()).isEqualTo("step 0");
        page.locator(".steps input").focus();
        page.keyboard().press("End");
        waitForText(page, ".steps output", "evaluation");
        page.waitForCondition(() -> shownRate(page).equals("0.900"));
        page.context().close();
    }

    @ParameterizedTest
    @CsvSource({
        "static, 4, '[0, 34, 78]'",
        "random, 4, '[125, 124, 118]'",
        "static, 0, '[254, 232, 56]'"
    })
    void coloursOfCellsAreCividisFromZeroToOne(String variant, int layer, String colour) {
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/runs/" + dashboardServer.runs().get(variant) + "?tab=layers");
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
    void activityReportedDuringARequestIsShown() {
        dashboardServer.runs();
        RunId id = fixture.submit("counted-meanwhile", "dllm", null);
        runs.starting(id, 1);
        Page page = dashboardServer.page();
        var held = new ArrayList<Route>();
        page.route(
                "**/runs/" + id + "/activity",
                route -> {
                    if (held.isEmpty()) {
                        held.add(route);
                    } else {
                        route.resume();
                    }
                });
        page.navigate(dashboardServer.url("/runs/" + id + "?tab=layers"));
        page.waitForCondition(() -> !held.isEmpty());
        var none = new Route.FulfillOptions().setResponse(held.getFirst().fetch());
        runs.started(id);
        waitForText(page, ".title .pill", "running");
        fixture.activity(id, Shape.OF_QUICKSTART.get(1));
        runs.progress(id, new RunEvent.Progress("publish", 400, 400, 0));
        waitForText(page, "[data-progress] .numbers", "publish · step 400 / 400");
        held.getFirst().fulfill(none);
        page.waitForSelector("[data-map=family] canvas");
        page.context().close();
    }

    @Test
    void aMethodWithoutFreeDecisionsHasNeitherHatchingNorMeans() {
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/runs/" + dashboardServer.runs().get("static") + "?tab=layers");
        assertThat(page.locator(".maps .notice").textContent()).startsWith("No free decisions");
        assertThat(page.locator(".scale .choices").first().isVisible()).isFalse();
        Locator map = page.locator("[data-map=family] canvas");
        map.press("ArrowRight");
        assertThat(page.locator(".tip").textContent())
                .isEqualTo("layer 0 · family addition\nforced: 4,000 / 4,000");
        assertThat(table(page, "family").getLast()).containsOnly("mean", "–");
        dashboardServer.open(page, "/runs/" + dashboardServer.runs().get("dllm") + "?tab=layers");
        assertThat(page.locator(".maps .notice").count()).isZero();
        assertThat(page.locator(".scale .choices").first().isVisible()).isTrue();
        page.context().close();
    }

    @Test
    void meansOfAHeatMapCountFreeDecisions() {
        Page page = dashboardServer.page();
        RunId id = Objects.requireNonNull(dashboardServer.runs().get("dllm"));
        dashboardServer.open(page, "/runs/" + id + "?tab=layers");
        List<ActivityCell> cells = activities.cells(id, "synthetic", "position", 160, null);
        List<String> columns = cells.stream().map(ActivityCell::bucket).distinct().toList();
        var means = new ArrayList<>(List.of("mean"));
        for (String column : columns) {
            means.add(mean(cells.stream().filter(cell -> cell.bucket().equals(column))));
        }
        means.add(mean(cells.stream()));
        List<List<String>> rows = table(page, "position");
        assertThat(rows.getLast()).isEqualTo(means);
        for (int layer = 0; layer < Shape.LAYERS; layer++) {
            int row = layer;
            assertThat(rows.get(Shape.LAYERS - layer).getLast())
                    .as("layer %d", layer)
                    .isEqualTo(mean(cells.stream().filter(cell -> cell.layer() == row)));
        }
        page.context().close();
    }

    @Test
    void routerHealthIsShownByLayer() {
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/runs/" + dashboardServer.runs().get("dllm") + "?tab=layers");
        Locator health = page.locator("[data-health=synthetic]");
        assertThat(health.locator("tbody th").allTextContents())
                .containsExactly("7", "6", "5", "4", "3", "2");
        assertThat(health.locator("tbody tr").nth(4).locator(".num").allTextContents())
                .containsExactly("0.660", "0.898", "0.224");
        assertThat(health.locator("tfoot .num").allTextContents())
                .containsExactly("0.443", "0.600", "0.150");
        assertThat(health.locator("[data-constant]").textContent()).isEqualTo("0.167");
        assertThat(health.locator(".notice").count()).isZero();
        dashboardServer.open(
                page, "/runs/" + dashboardServer.runs().get("dllm-keep-kv") + "?tab=layers");
        assertThat(health.locator(".notice").textContent())
                .startsWith("Most routers decide the same for every token");
        dashboardServer.open(page, "/runs/" + dashboardServer.runs().get("static") + "?tab=layers");
        assertThat(health.count()).isZero();
        page.context().close();
    }

    @Test
    void whatTheMethodDecidedFromDataIsShown() {
        dashboardServer.runs();
        RunId id = fixture.submit("decided", "static", null);
        runs.starting(id, 1);
        runs.started(id);
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/runs/" + id + "?tab=layers");
        assertThat(page.locator(".decided").count()).isZero();
        runs.manifest(
                id,
                new RunEvent.Manifest(
                        """
                        {"resolution": {"kept": {"layers": [0, 1, 2, 7],
                          "tried": [{"layers": [0, 1, 2, 7], "nll": 2.25}, {"layers": [0, 1, 2], "nll": 2.5}],
                          "source": {"text": "64 rows of 32 tokens of synthetic/train, seed 0", "sha256": "%1$s"}},
                         "exit": {"label": "1 if they agree", "weights": "", "samples": 1200, "positives": 0.3, "accuracy": 0.8,
                          "source": {"text": "8 examples", "sha256": "%1$s"}}}}
                        """
                                .formatted("ef".repeat(32)),
                        "ab".repeat(32)));
        page.reload();
        Locator kept = page.locator("[data-decided=kept]");
        assertThat(kept.locator("strong").textContent()).isEqualTo("0–2, 7");
        assertThat(kept.locator("tbody tr").last().locator("th, td").allTextContents())
                .containsExactly("0–2", "3", "2.5", "0.25");
        assertThat(kept.locator("p").last().textContent())
                .isEqualTo(
                        "Calibration text: 64 rows of 32 tokens of synthetic/train, seed 0 ·"
                                + " SHA-256 efefefefefefefef…");
        assertThat(page.locator("[data-decided=exit] tbody td").allTextContents())
                .containsExactly("0.800", "0.700", "0.300", "1,200");
        assertThat(page.locator("[data-decided=removed], [data-decided=rates]").count()).isZero();
        page.context().close();
    }

    /** The mean that the table of the first heat map shows. */
    private static String shownRate(Page page) {
        Locator map = page.locator("[data-map=family]");
        if (map.locator("table").count() == 0) {
            map.locator("button:has-text('Table')").click();
        }
        return map.locator("tfoot td").last().textContent();
    }

    private static String mean(Stream<ActivityCell> cells) {
        List<Executions> free = cells.map(ActivityCell::free).toList();
        long executed = free.stream().mapToLong(Executions::executed).sum();
        long total = free.stream().mapToLong(Executions::total).sum();
        // Rounds the exact double, as JavaScript does, not its shortest decimal form.
        return total == 0
                ? "–"
                : new BigDecimal((double) executed / total)
                        .setScale(3, RoundingMode.HALF_UP)
                        .toString();
    }

    /** The texts of the table of a heat map by row, with the means last. */
    private static List<List<String>> table(Page page, String map) {
        Locator figure = page.locator("[data-map=" + map + "]");
        figure.getByText("Table").click();
        return figure.locator("tr").all().stream()
                .map(row -> row.locator("th, td").allTextContents())
                .toList();
    }

    private static void press(Locator target, String key, int times) {
        for (int i = 0; i < times; i++) {
            target.press(key);
        }
    }
}
