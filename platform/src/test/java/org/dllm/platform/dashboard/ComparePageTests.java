package org.dllm.platform.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.dllm.platform.run.RunId;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@DashboardTest
class ComparePageTests {

    @Autowired private Lab lab;
    @Autowired private LabFixture fixture;

    @Test
    void runsChosenByKeyAreComparedAndTheChoiceStandsInTheAddress() {
        lab.runs();
        Page page = lab.page();
        lab.open(page, "/runs?q=quickstart&sort=name");
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
        assertThat(lab.errors()).isEmpty();
        page.context().close();
    }

    @Test
    void onlyTheSettingsThatDifferAreShown() {
        var runs = lab.runs();
        Page page = lab.page();
        lab.open(page, "/compare?runs=%s,%s".formatted(runs.get("dllm"), runs.get("dllm-keep-kv")));
        Locator settings = table(page, "Settings that differ");
        assertThat(settings.locator("thead th.code").allTextContents())
                .containsExactly("method.evict");
        assertThat(settings.locator("td.setting").allTextContents())
                .containsExactly("true", "false");
        page.context().close();
    }

    @Test
    void runsThatDifferByTheirSeedAloneGetMeanAndDeviation() {
        Shape shape = Shape.OF_QUICKSTART.get(1);
        List<RunId> seeds = fixture.sweep("seeds", shape, 0.80, 0.84, 0.88);
        RunId again = fixture.sweep("seeds", shape, 0.86).getFirst();
        Page page = lab.page();
        lab.open(page, "/experiments/seeds");
        Locator spread = table(page, "Over seeds");
        assertThat(spread.locator("tbody tr").count()).isEqualTo(1);
        assertThat(spread.locator("tbody td").allTextContents())
                .as("of the seed that ran twice the newer run counts")
                .startsWith("dllm", "D-LLM", "3")
                .contains("0.860 ± 0.020");
        lab.open(page, "/compare?runs=%s,%s".formatted(seeds.getFirst(), again));
        assertThat(page.locator("main").textContent()).doesNotContain("Over seeds");
        page.context().close();
    }

    @Test
    void anExactMatchTellsItsErrorAndItsQuestionsAsTheCommandLineDoes() {
        RunId dllm = lab.runs().get("dllm");
        Page page = lab.page();
        lab.open(page, "/experiments/quickstart");
        Locator cell =
                page.locator("section:has(> h2:text('On synthetic')) table")
                        .first()
                        .locator("tr:has(a[href='/runs/" + dllm + "']) td")
                        .nth(5);
        assertThat(cell.textContent()).isEqualTo("0.870 ± 0.024");
        assertThat(cell.getAttribute("title"))
                .isEqualTo("0.87 ± 0.024, one standard error over 200 questions");
        assertThat(table(page, "by number of reasoning steps").locator("th").last().textContent())
                .isEqualTo("6 steps, n = 33");
        assertThat(page.locator(".finding").textContent())
                .startsWith("dllm ran 58.3 % of the layers and answered 87.0 % of synthetic")
                .contains("no measurable difference from static");
        page.context().close();
    }

    @Test
    void ofSeveralSubmissionsTheNewestWithAResultIsComparedAndTheEarlierOnesAreFolded() {
        Shape dense = Shape.OF_QUICKSTART.get(0);
        Shape dllm = Shape.OF_QUICKSTART.get(1);
        RunId reference = fixture.sweep("twice", dense, 0.90).getFirst();
        RunId earlier = fixture.sweep("twice", dllm, 0.80).getFirst();
        RunId newer = fixture.sweep("twice", dllm, 0.84).getFirst();
        RunId queued = fixture.submit("twice", dllm, 0);
        Page page = lab.page();
        lab.open(page, "/experiments/twice");
        assertThat(page.locator("h1 + .muted").textContent()).isEqualTo("4 runs");
        assertThat(page.locator(".finding").textContent()).contains("answered 84.0 %");
        assertThat(page.locator("#run-" + queued).count()).isOne();
        assertThat(page.locator("#run-" + earlier).count()).isZero();
        page.click("text=1 earlier run");
        page.waitForSelector("#run-" + earlier);
        assertThat(page.locator(".finding").textContent()).contains("answered 84.0 %");

        // Of a name that stands there twice nobody knows which of the two is meant.
        lab.open(page, "/compare?runs=%s,%s,%s".formatted(reference, earlier, newer));
        assertThat(page.locator("main").textContent()).doesNotContain("answered");
        page.context().close();
    }

    @Test
    void aShorterRunIsToldUnderTheCrosshairToo() {
        var ids = lab.runs();
        Page page = lab.page();
        lab.open(page, "/compare?runs=%s,%s".formatted(ids.get("dense"), ids.get("running")));
        Locator told = page.locator("[data-key='train/ce'] .readout .one");
        assertThat(told.allTextContents())
                .satisfiesExactly(
                        dense -> assertThat(dense).startsWith("dense ").doesNotContain("at step"),
                        running ->
                                assertThat(running).startsWith("dllm ").endsWith(" at step 140"));
        page.context().close();
    }

    @Test
    void seedsOfOneMethodAreToldApartByTheDashBesideTheirNames() {
        fixture.sweep("dashes", Shape.OF_QUICKSTART.get(1), 0.8, 0.81, 0.82);
        Page page = lab.page();
        lab.open(page, "/experiments/dashes");
        Object swatches =
                page.locator("[data-key='train/ce'] .one i")
                        .evaluateAll("all => all.map(one => one.style.backgroundImage)");
        assertThat((List<?>) swatches).hasSize(3).doesNotHaveDuplicates();
        page.context().close();
    }

    @Test
    void curvesAskForTheirRunsByTheirIds() {
        RunId running = lab.runs().get("running");
        RunId dllm = lab.runs().get("dllm");
        Page page = lab.page();
        var asked = new ArrayList<String>();
        page.onRequest(request -> asked.add(request.url()));
        lab.open(page, "/compare?runs=%s,%s".formatted(dllm, running));
        page.waitForSelector("[data-key='train/ce'] .told");
        assertThat(asked)
                .noneMatch(url -> url.contains("/api/v1/runs?"))
                .anyMatch(url -> url.endsWith("/api/v1/runs/" + running))
                .anyMatch(url -> url.endsWith("/api/v1/runs/" + dllm));
        page.context().close();
    }

    @Test
    void curvesAreSmoothedOnDemandOverAWindowThatIsTold() {
        RunId dllm = lab.runs().get("dllm");
        Page page = lab.page();
        lab.open(page, "/compare?runs=" + dllm);
        Locator told = page.locator("[data-key='train/ce'] .told");
        assertThat(told.textContent()).doesNotContain("mean over");
        page.selectOption("[name=smooth]", "100");
        page.waitForSelector("[data-key='train/ce'] .told:has-text('mean over 100 steps')");
        assertThat(page.locator("[data-key='train/executed_rate'] .told").textContent())
                .contains("mean over 100 steps", "(raw ");
        assertThat(page.url()).contains("smooth=100");
        page.reload();
        page.waitForSelector("[data-key='train/ce'] .told:has-text('mean over 100 steps')");
        assertThat(page.inputValue("[name=smooth]")).isEqualTo("100");
        page.context().close();
    }

    @Test
    void aSmoothedPointIsTheMeanOfThoseWithinHalfAWindow() {
        Page page = lab.page();
        lab.open(page, "/");
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
        var runs = lab.runs();
        Page page = lab.page();
        lab.open(page, "/compare?runs=%s,aaaaaaaa,<b>".formatted(runs.get("dllm")));
        assertThat(page.locator(".notice:visible").textContent())
                .isEqualTo("There is no run aaaaaaaa, <b>.");
        assertThat(page.locator("main table").first().isVisible()).isTrue();
        page.context().close();
    }

    @Test
    void runsBeyondThoseThatAreComparedAreCountedAndNotMissing() {
        String one = String.valueOf(lab.runs().get("dllm"));
        String many =
                IntStream.range(0, 50)
                        .mapToObj(i -> "none" + i)
                        .collect(Collectors.joining(",", one + ",", ""));
        Page page = lab.page();
        lab.open(page, "/compare?runs=" + many);
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
    void noRunLiesAboveTheLineOfQualityAgainstCost() {
        lab.runs();
        Page page = lab.page();
        lab.open(page, "/experiments/quickstart");
        List<String> heads =
                page.locator("#comparison thead").first().locator("th").allTextContents();
        int match = heads.indexOf("Exact match");
        int cost = heads.indexOf("FLOPs all");
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
        // drawn where the numbers are: further right is dearer, further up is better
        for (int i = 0; i < points.size(); i++) {
            assertThat(Double.parseDouble(circles.nth(i).getAttribute("cx")))
                    .isCloseTo(46 + 424 * points.get(i).cost(), within(1.0));
            assertThat(Double.parseDouble(circles.nth(i).getAttribute("cy")))
                    .isCloseTo(262 - 250 * points.get(i).match(), within(1.0));
        }
        assertThat(lab.errors()).isEmpty();
        page.context().close();
    }

    @Test
    void namesThatHaveNoRoomBesideThePictureAreLeftToTheHover() {
        lab.runs();
        double[] matches = IntStream.range(0, 18).mapToDouble(i -> 0.5 + 0.02 * i).toArray();
        fixture.sweep("crowded", Shape.OF_QUICKSTART.get(1), matches);
        Page page = lab.page();
        lab.open(page, "/experiments/crowded");
        assertThat(page.locator(".frontier circle").count()).isEqualTo(matches.length);
        assertThat(page.locator(".method-point text").count()).isZero();
        assertThat(page.locator(".method-point title").first().textContent())
                .contains("exact match 0.500 ±");
        lab.open(page, "/experiments/quickstart");
        assertThat(page.locator(".method-point text").first().textContent()).isEqualTo("dense");
        page.context().close();
    }

    private record Place(double cost, double match) {
        boolean betteredBy(Place other) {
            return other.cost <= cost && other.match >= match && !other.equals(this);
        }
    }

    /** The number that a cell begins with. */
    private static double number(String cell) {
        return Double.parseDouble(cell.strip().replaceFirst(" .*", ""));
    }
}
