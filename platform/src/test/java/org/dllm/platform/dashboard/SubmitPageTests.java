package org.dllm.platform.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.Route;
import java.util.ArrayList;
import java.util.Set;
import org.dllm.platform.run.RunFilter;
import org.dllm.platform.run.RunList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

@DashboardTest
class SubmitPageTests {

    private static final String WRONG =
            """
            name: from-the-page
            model: {from: synthetic-base, precision: fp8}
            method: Dense
            data:
              - set: {type: Synthetic}
                share: 0
            train:
              steps: 10
              optimizer: {lr: fast}
            """;

    private static final String RIGHT =
            WRONG.replace(", precision: fp8", "")
                    .replace("share: 0", "share: 1")
                    .replace("fast", "1e-3");

    /** The number of error marks that cover the text of their line. */
    private static final String COVERED =
            """
            () => {
              const spec = document.querySelector("#spec");
              const pen = document.createElement("canvas").getContext("2d");
              pen.font = getComputedStyle(spec).font;
              const lines = spec.value.split("\\n");
              return [...document.querySelectorAll(".marks div")].filter((mark) => {
                const text = document.createRange();
                text.selectNodeContents(mark);
                const end = spec.getBoundingClientRect().left + 8 + pen.measureText(lines[mark.dataset.line]).width;
                const shown = (mark.querySelector("span") ?? mark).getBoundingClientRect();
                return shown.width > 0 && Math.max(shown.left, text.getBoundingClientRect().left) < end;
              }).length;
            }
            """;

    @Autowired private DashboardServer dashboardServer;
    @Autowired private LabFixture fixture;
    @Autowired private RunList runs;

    @Test
    void allErrorsAreShownAtTheirLinesAndTheCorrectedSpecIsSubmitted() {
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/submit");
        page.fill("#spec", WRONG);
        page.waitForFunction("() => document.querySelectorAll('#errors li').length === 3");
        assertThat(page.locator(".gutter .wrong").allTextContents()).containsExactly("2", "6", "9");
        assertThat(page.locator("#errors").textContent())
                .contains("line 2 · model.precision: expected one of fp32, bf16, found \"fp8\"")
                .contains("line 6 · data[0].share")
                .contains("line 9 · train.optimizer.lr");
        assertThat(page.isDisabled("#submit [type=submit]")).isTrue();

        assertThat(page.evaluate(COVERED)).isEqualTo(0);
        page.fill(
                "#spec",
                WRONG.replace(
                        "lr: fast", "lr: fast, betas: [0.9, 0.98], eps: 1e-8, " + "x".repeat(90)));
        page.waitForFunction("() => document.querySelectorAll('#errors li').length > 3");
        assertThat(page.evaluate(COVERED)).isEqualTo(0);

        page.fill("[data-set=seed]", "many");
        page.waitForSelector("[data-set=seed][aria-invalid=true]");
        page.fill("#spec", RIGHT);
        page.fill("[data-set=seed]", "3");
        page.waitForSelector("#submit [type=submit]:not([disabled])");
        assertThat(page.locator("#plan").textContent()).contains("1 run of from-the-page");
        assertThat(page.locator("#errors li").count()).isZero();

        dashboardServer.open(page, "/runs");
        dashboardServer.open(page, "/submit");
        assertThat(page.inputValue("#spec")).isEqualTo(RIGHT);
        assertThat(page.inputValue("[data-set=seed]")).isEqualTo("3");
        page.click("#submit [type=submit]:not([disabled])");
        page.waitForURL("**/experiments/from-the-page");
        var submitted = runs.page(new RunFilter(Set.of(), "from-the-page"), 10, null).items();
        assertThat(submitted).singleElement().satisfies(run -> assertThat(run.seed()).isEqualTo(3));
        page.context().close();
    }

    @Test
    void textTypedDuringACatalogRequestIsKept() {
        Page page = dashboardServer.page();
        var held = new ArrayList<Route>();
        page.route("**/api/v1/catalog/**", held::add);
        dashboardServer.open(page, "/submit");
        page.waitForCondition(() -> !held.isEmpty());
        page.fill("#spec", RIGHT);
        answer(page, held.getFirst());
        page.waitForSelector("#submit [type=submit]:not([disabled])");
        assertThat(page.inputValue("#spec")).isEqualTo(RIGHT);
        page.context().close();
    }

    @Test
    void theCardClickedLastFillsTheEditor() {
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/submit?from=quickstart");
        page.waitForSelector("#plan :text('of quickstart')");
        var held = new ArrayList<Route>();
        page.route("**/api/v1/catalog/base-synthetic", held::add);
        page.click("[data-catalog-name=base-synthetic]");
        page.waitForCondition(() -> !held.isEmpty());
        page.click("[data-catalog-name=quickstart]");
        page.waitForSelector("[data-catalog-name=quickstart][aria-pressed=true]");
        answer(page, held.getFirst());
        page.waitForResponse("**/api/v1/experiments?**", () -> page.click("[data-check]"));
        assertThat(page.inputValue("#spec")).contains("name: quickstart");
        page.context().close();
    }

    private static void answer(Page page, Route held) {
        Response response = page.waitForResponse(held.request().url(), held::resume);
        assertThat(response.finished()).isNull();
    }

    @Test
    void theSubmitButtonIsVisibleWithoutScrolling() {
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/submit");
        page.waitForSelector(
                "#submit [type=submit]:not([disabled])"); // enabled when the plan is shown
        var box = page.locator("#submit [type=submit]").boundingBox();
        assertThat(box.y + box.height).isLessThanOrEqualTo(900);
        page.context().close();
    }

    @Test
    void aFailedSubmissionCanBeRepeated() {
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/submit");
        page.fill("#spec", RIGHT.replace("from-the-page", "sent-twice"));
        page.waitForSelector("#plan :text('of sent-twice')");
        page.route("**/api/v1/experiments**", route -> route.abort());
        page.click("#submit [type=submit]");
        page.waitForSelector("#says:visible");
        page.waitForSelector("#submit [type=submit]:not([disabled])");
        page.unroute("**/api/v1/experiments**");
        page.click("#submit [type=submit]");
        page.waitForURL("**/experiments/sent-twice");
        page.context().close();
    }

    @Test
    void aLostResponseDoesNotBlockAnotherSpec() {
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/submit");
        page.fill("#spec", RIGHT.replace("from-the-page", "answer-lost"));
        page.waitForSelector("#plan :text('of answer-lost')");
        page.route(
                url -> url.contains("/experiments?") && !url.contains("dryRun"),
                route -> {
                    assertThat(route.fetch().status()).isEqualTo(201);
                    route.abort();
                },
                new Page.RouteOptions().setTimes(1));
        page.click("#submit [type=submit]");
        page.waitForSelector("#says:visible");
        page.click("[data-catalog-name=base-synthetic]");
        page.click("#ask [value=yes]");
        page.waitForSelector("#plan :text('of base-synthetic')");
        page.click("#submit [type=submit]:not([disabled])");
        page.waitForURL("**/experiments/base-synthetic");
        page.context().close();
    }

    @Test
    void aMissingSettingIsNotReportedAtALine() {
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/submit");
        page.fill("#spec", "name: from-the-page\n");
        page.waitForSelector("#errors li:has-text('missing · model')");
        assertThat(page.locator(".gutter .wrong").count()).isZero();
        assertThat(page.locator(".marks div").count()).isZero();
        page.context().close();
    }

    @Test
    void aRunOfAVariantKeepsItsNameWhenItIsSubmittedAgain() {
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/submit?run=" + dashboardServer.runs().get("dllm-keep-kv"));
        page.waitForSelector("#submit [type=submit]:not([disabled])");
        assertThat(page.locator("#plan li").first().textContent())
                .matches("dllm-keep-kv400 steps, about 1 min \\d+ s");
        page.context().close();
    }

    @Test
    void aResubmittedRunOfASweepKeepsItsNameWithoutTheSeed() {
        Page page = dashboardServer.page();
        dashboardServer.open(
                page, "/submit?run=" + fixture.submitAt("swept", "{\"train.steps\":9}"));
        page.waitForSelector("#submit [type=submit]:not([disabled])");
        assertThat(page.locator("#plan li").first().textContent())
                .startsWith("dense train.steps=9");
        page.context().close();
    }

    @Test
    void editsOfTheSpecOfARunSurviveAReload() {
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/submit?run=" + dashboardServer.runs().get("dllm"));
        page.waitForSelector("#submit [type=submit]:not([disabled])");
        page.fill("#spec", RIGHT);
        page.waitForFunction("() => !location.search.includes('run=')");
        page.reload();
        page.waitForSelector("#plan li:has-text('from-the-page')");
        assertThat(page.inputValue("#spec")).isEqualTo(RIGHT);
        page.context().close();
    }

    @Test
    void aCardAsksBeforeItReplacesEdits() {
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/submit?from=quickstart");
        page.waitForSelector("#submit [type=submit]:not([disabled])");
        page.click("[data-catalog-name=base-synthetic]");
        page.waitForURL("**from=base-synthetic");
        page.fill("#spec", RIGHT);
        page.fill("[data-set=seed]", "3");
        page.click("[data-catalog-name=quickstart]");
        assertThat(page.locator("#ask").textContent()).contains("with the spec quickstart?");
        page.click("#ask [value=no]");
        assertThat(page.inputValue("#spec")).isEqualTo(RIGHT);
        page.click("[data-catalog-name=quickstart]");
        page.click("#ask [value=yes]");
        page.waitForURL("**from=quickstart");
        assertThat(page.inputValue("#spec")).contains("name: quickstart");
        assertThat(page.inputValue("[data-set=seed]")).isEmpty();
        page.context().close();
    }

    @ParameterizedTest
    @CsvSource({
        "run=aaaaaaaa, There is no run aaaaaaaa.",
        "from=nothing, There is no spec nothing in the catalog."
    })
    void aLinkToAMissingSpecOrRunIsReported(String query, String says) {
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/submit?" + query);
        page.waitForSelector("#submit [type=submit]:not([disabled])");
        assertThat(page.locator("main > .notice:visible").textContent()).isEqualTo(says);
        page.context().close();
    }

    @Test
    void codeOnACatalogCardIsFormatted() {
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/submit");
        Locator card = page.locator("[data-catalog-name=base-synthetic]");
        assertThat(card.textContent()).doesNotContain("`");
        assertThat(card.locator("code").textContent()).isEqualTo("synthetic-base");
        page.context().close();
    }

    @Test
    void aCatalogCardFillsTheEditorWithAValidSpec() {
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/submit");
        page.click("[data-catalog-name=quickstart]");
        page.waitForURL("**from=quickstart");
        page.waitForSelector("#plan :text('of quickstart')");
        assertThat(page.isEnabled("#submit [type=submit]")).isTrue();
        assertThat(page.locator("#plan").textContent()).contains("dense");
        page.context().close();
    }
}
