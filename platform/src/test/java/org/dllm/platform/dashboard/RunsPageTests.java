package org.dllm.platform.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.Runs;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

/** The list of runs: filters, sorting, refreshes, narrow screens. */
@DashboardTest
class RunsPageTests {

    @Autowired private DashboardServer dashboardServer;
    @Autowired private LabFixture fixture;
    @Autowired private Runs runs;

    @Test
    void theListIsFilteredByTextAndStateAndBackUndoesIt() {
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/runs");
        page.fill("input[name=q]", "router-ablation");
        page.waitForURL("**q=router-ablation**");
        page.waitForFunction("() => document.querySelectorAll('#runs tbody tr').length === 4");
        page.locator(".chip", new Page.LocatorOptions().setHasText("failed")).click();
        page.waitForFunction("() => document.querySelectorAll('#runs tbody tr').length === 1");
        assertThat(page.url()).contains("state=FAILED");
        assertThat(page.locator("#runs tbody").textContent()).contains("the loss is NaN");
        page.reload();
        assertThat(page.locator("#runs tbody tr").count()).isEqualTo(1);
        assertThat(page.inputValue("input[name=q]")).isEqualTo("router-ablation");
        page.goBack();
        page.waitForFunction("() => document.querySelectorAll('#runs tbody tr').length === 4");
        page.waitForLoadState();
        assertThat(page.locator(".chip :checked").count()).isZero();
        page.keyboard().press("j");
        page.keyboard().press("x");
        assertThat(page.locator("#compare").textContent()).isEqualTo("Compare 1 run");
        page.keyboard().press("?");
        assertThat(page.locator("#keys").isVisible()).isTrue();
        page.context().close();
    }

    @Test
    void selectedRunsAreArchivedShownAndDeletedAfterOneQuestion() {
        for (String name : List.of("first", "second")) {
            runs.cancel(fixture.submitNamed("selected", name));
        }
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/runs?q=selected");
        page.locator("#runs [data-choose]").first().click();
        page.locator("#runs [data-choose]").last().click();
        page.click("#chosen button:has-text('Archive')");
        page.waitForFunction("() => document.querySelectorAll('#runs tbody tr').length === 0");
        assertThat(page.locator("#says").textContent()).isEqualTo("2 of 2 runs archived.");
        assertThat(page.locator("#chosen").isVisible()).isFalse();

        page.locator(".chip", new Page.LocatorOptions().setHasText("archived")).click();
        page.waitForFunction("() => document.querySelectorAll('#runs tbody tr').length === 2");
        page.locator("#runs [data-choose]").first().click();
        page.click("#chosen .danger");
        assertThat(page.locator("#ask .question").textContent())
                .startsWith("Delete run ")
                .contains("cannot be undone");
        page.click("#ask [value=yes]");
        page.waitForFunction("() => document.querySelectorAll('#runs tbody tr').length === 1");
        assertThat(page.locator("#says").textContent()).startsWith("1 of 1 runs deleted");
        page.context().close();
    }

    @Test
    void typingAFilterAddsNoHistoryEntries() {
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/");
        dashboardServer.open(page, "/runs");
        for (String part : List.of("router", "router-abl", "router-ablation")) {
            page.fill("input[name=q]", part);
            page.waitForURL("**q=" + part + "&**");
        }
        page.goBack();
        page.waitForURL(dashboardServer.url("/"));
        page.context().close();
    }

    @Test
    void aRefreshDoesNotDropTheResponseToAFilter() {
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/runs");
        var refresh = new ArrayList<Route>();
        page.route("**/runs?*", refresh::add);
        fixture.submitNamed("changes-list", "one");
        page.waitForCondition(() -> !refresh.isEmpty());
        var filter = new ArrayList<Route>();
        page.route("**/runs?q=router-ablation*", filter::add);
        page.fill("input[name=q]", "router-ablation");
        page.waitForCondition(() -> !filter.isEmpty());
        Route first = refresh.getFirst();
        first.fulfill(new Route.FulfillOptions().setResponse(first.fetch()));
        filter.getFirst().resume();
        page.waitForFunction("() => document.querySelectorAll('#runs tbody tr').length === 4");
        page.context().close();
    }

    @Test
    void aChipShowsTheNumberOfRunsInItsState() {
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/runs?q=counted");
        int before = Integer.parseInt(page.locator("#count-QUEUED").textContent());
        fixture.submitNamed("counted", "one more");
        page.waitForSelector("#runs tbody tr");
        assertThat(page.locator("#count-QUEUED").textContent()).isEqualTo("" + (before + 1));
        page.context().close();
    }

    @Test
    void aListIsRefreshedWhileALinkHasTheFocus() {
        dashboardServer.runs();
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/runs?q=while-looked-at");
        fixture.submitNamed("while-looked-at", "first");
        page.waitForSelector("#runs tbody a:has-text('first')");
        page.locator("#runs tbody a:has-text('first')").focus();
        fixture.submitNamed("while-looked-at", "second");
        page.waitForSelector("#runs tbody a:has-text('second')");
        assertThat(page.evaluate("document.activeElement.textContent")).isEqualTo("first");
        page.context().close();
    }

    @Test
    void aRefreshKeepsFocusAndSelection() {
        dashboardServer.runs();
        fixture.submitNamed("kept-at-once", "first");
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/runs?q=kept-at-once");
        page.keyboard().press("j");
        page.keyboard().press("x");
        page.locator("#runs tbody a:has-text('first')").focus();
        page.evaluate(
                """
                document.addEventListener("htmx:afterSwap", () => {
                  const row = document.querySelector("#runs tbody tr[aria-selected=true]");
                  const chosen = document.querySelector("#runs :checked");
                  window.seen ??= [document.activeElement.textContent, row !== null, chosen !== null];
                })
                """);
        fixture.submitNamed("kept-at-once", "second");
        page.waitForFunction("() => window.seen");
        assertThat(page.evaluate("window.seen")).isEqualTo(List.of("first", true, true));
        page.context().close();
    }

    @Test
    void listsDistinguishMethodsWithAndWithoutEviction() {
        var ids = dashboardServer.runs();
        Page page = dashboardServer.page();
        for (String path : List.of("/runs?q=quickstart", "/experiments/quickstart")) {
            dashboardServer.open(page, path);
            assertThat(method(page, ids.get("dllm-keep-kv"))).isEqualTo("D-LLM, no eviction");
            assertThat(method(page, ids.get("dllm"))).isEqualTo("D-LLM");
        }
        page.context().close();
    }

    @Test
    void aMethodWithoutAColourOfItsOwnHasTheDefault() {
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/runs");
        assertThat(
                        page.evaluate(
                                "import('/js/methods.js').then(methods => ['dllm', 'static',"
                                        + " 'another'].map(methods.methodColour))"))
                .isEqualTo(List.of("#0072b2", "#e69f00", "#009e73"));
        page.context().close();
    }

    @Test
    void aLongReasonIsTruncatedAndOtherColumnsStayVisible() {
        RunId id = fixture.submit("long-reason", "dense", null);
        runs.starting(id, 1);
        runs.started(id);
        runs.failed(id, "there is no model of this name ".repeat(20));
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/runs?q=" + id);
        assertThat(
                        page.evaluate(
                                "(() => { const box = document.querySelector('#runs .scroll');"
                                        + " return box.scrollWidth <= box.clientWidth; })()"))
                .isEqualTo(true);
        assertThat(page.locator("#runs .reason").getAttribute("title")).hasSizeGreaterThan(500);
        page.context().close();
    }

    @ParameterizedTest
    @CsvSource({"Seed, 5, false", "Executed rate, 8, false", "Result, 7, true"})
    void clickingAHeadSortsRunsByItsColumn(String title, int column, boolean large) {
        String experiment = "sorted-" + column;
        fixture.sweep(experiment, Shape.OF_QUICKSTART.get(1), 0.5, 0.7, 0.6);
        fixture.sweep(experiment, Shape.OF_QUICKSTART.get(3), 0.9, 0.2, 0.4);
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/runs?q=" + experiment);
        for (boolean down : List.of(large, !large)) {
            page.locator("#runs thead a", new Page.LocatorOptions().setHasText(title)).click();
            String order = down ? "descending" : "ascending";
            page.waitForSelector("#runs th[aria-sort=%s]:has-text('%s')".formatted(order, title));
            // The head can appear before the rows.
            Chromium.settle(page);
            List<Double> values =
                    page
                            .locator("#runs td:nth-child(" + (column + 1) + ")")
                            .allTextContents()
                            .stream()
                            .map(Double::valueOf)
                            .toList();
            Comparator<Double> inOrder = Comparator.naturalOrder();
            assertThat(values).hasSize(6).isSortedAccordingTo(down ? inOrder.reversed() : inOrder);
        }
        page.context().close();
    }

    @Test
    void aNarrowListShowsIdAndTime() {
        Page page = dashboardServer.page(360, ColorScheme.LIGHT);
        for (String path : List.of("/", "/runs?q=quickstart")) {
            dashboardServer.open(page, path);
            Locator row = page.locator("tr[id^=run-]").last();
            assertThat(row.locator("td.id").isVisible()).as(path).isTrue();
            assertThat(row.locator("time").isVisible()).as(path).isTrue();
        }
        page.context().close();
    }

    private static String method(Page page, @Nullable Object run) {
        return page.locator("#run-" + run + " .method").textContent();
    }
}
