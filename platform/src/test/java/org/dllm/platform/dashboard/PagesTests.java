package org.dllm.platform.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Cookie;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.Runs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

@DashboardTest
class PagesTests {

    @Autowired private DashboardServer dashboardServer;
    @Autowired private LabFixture fixture;
    @Autowired private Runs runs;
    @Autowired private List<DashboardPage> pages;

    @ParameterizedTest
    @CsvSource({"LIGHT, 1440", "DARK, 1440", "LIGHT, 360", "DARK, 360"})
    void everyPageLoadsWithoutErrorsAndFitsTheWidth(ColorScheme scheme, int width) {
        Page page = dashboardServer.page(width, scheme);
        for (String path : dashboardServer.paths(pages)) {
            dashboardServer.open(page, path);
            assertThat(dashboardServer.errors()).isEmpty();
            assertThat(page.locator(".unfilled").allTextContents()).as(path).isEmpty();
            assertThat(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
                    .as("%s is no wider than %d px", path, width)
                    .isEqualTo(true);
        }
        page.context().close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/runs/aaaaaaaa", "/experiments/nobody", "/nothing/here"})
    void anUnknownPathIsReported(String path) {
        Page page = dashboardServer.page(1440, ColorScheme.LIGHT);
        Response response = page.navigate(dashboardServer.url(path));
        assertThat(response.status()).isEqualTo(404);
        assertThat(page.locator("#content").innerText()).contains("No page at " + path);
        page.context().close();
    }

    @Test
    void everyPageBeanIsInTheMenuAndAnswers() {
        Page page = dashboardServer.page();
        for (DashboardPage bean : pages) {
            dashboardServer.open(page, "/experiments/quickstart"); // a page that is not in the menu
            page.locator(".menu a", new Page.LocatorOptions().setHasText(bean.title())).click();
            page.waitForURL(url -> URI.create(url).getPath().equals(bean.path()));
            assertThat(page.title()).startsWith(bean.title());
            assertThat(page.locator(".menu [aria-current=page]").textContent())
                    .isEqualTo(bean.title());
        }
        page.context().close();
    }

    @Test
    void markupInNamesIsShownAsText() {
        String name = "<img src=x onerror=alert(1)>'\"";
        dashboardServer.runs();
        var id = fixture.submitNamed(name, name);
        Page page = dashboardServer.page();
        page.onDialog(dialog -> dashboardServer.open(page, "/a-script-ran"));
        for (String path : List.of("/", "/runs", "/runs/" + id)) {
            dashboardServer.open(page, path);
            assertThat(page.locator("main").textContent()).contains(name);
            assertThat(page.locator("img[src=x]").count()).isZero();
        }
        page.locator("a", new Page.LocatorOptions().setHasText(name)).last().click();
        page.waitForSelector("#comparison");
        assertThat(page.locator("h1").textContent()).isEqualTo(name);
        assertThat(page.locator("img[src=x]").count()).isZero();
        assertThat(dashboardServer.errors()).isEmpty();
        page.context().close();
    }

    private static final Pattern REFRESHED = Pattern.compile(".*/experiments/scrolled\\?.*");

    @Test
    void aRefreshKeepsWhereATableWasScrolledAndWaitsForASelection() {
        fixture.sweep("scrolled", Shape.OF_QUICKSTART.get(1), 0.8);
        Page page = dashboardServer.page(700, ColorScheme.LIGHT);
        dashboardServer.open(page, "/experiments/scrolled");
        page.evaluate("document.querySelector('#comparison .scroll').scrollLeft = 90");
        RunId second = fixture.submitNamed("scrolled", "second");
        page.waitForSelector("#run-" + second);
        assertThat(page.evaluate("document.querySelector('#comparison .scroll').scrollLeft"))
                .isEqualTo(90);

        page.evaluate("getSelection().selectAllChildren(document.querySelector('#comparison td'))");
        var submitted = new AtomicReference<RunId>();
        page.waitForResponse(
                REFRESHED, () -> submitted.set(fixture.submitNamed("scrolled", "third")));
        RunId third = submitted.get();
        assertThat(page.locator("#run-" + third).count()).isZero();
        assertThat(page.evaluate("String(getSelection())")).isEqualTo("dllm");
        page.evaluate("getSelection().removeAllRanges()");
        page.waitForSelector("#run-" + third);
        page.context().close();
    }

    @Test
    void aPageReportsThatItCannotBeRefreshed() {
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/workers");
        page.route("**/workers", route -> route.abort());
        page.waitForSelector("#says:visible");
        assertThat(page.locator("#says").textContent())
                .contains("is unavailable", "may be out of date");
        page.unroute("**/workers");
        page.waitForSelector("#says", hidden());
        page.route("**/workers", route -> route.fulfill(new Route.FulfillOptions().setStatus(401)));
        page.waitForSelector("#says:visible");
        assertThat(page.locator("#says").textContent()).contains("signed out");
        page.context().close();
    }

    private static Page.WaitForSelectorOptions hidden() {
        return new Page.WaitForSelectorOptions().setState(WaitForSelectorState.HIDDEN);
    }

    @Test
    void homeListsRunsByTheTimeOfTheirEnd() {
        dashboardServer.runs();
        var long1 = started("ends-last");
        var long2 = started("ends-last");
        var brief1 = started("ends-first");
        var brief2 = started("ends-first");
        runs.failed(brief1, "out of memory");
        runs.failed(long1, "out of memory");
        runs.finished(brief2);
        runs.finished(long2);
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/");
        assertThat(firstOf(page, "Recently failed")).isEqualTo("run-" + long1);
        assertThat(firstOf(page, "Recently finished")).isEqualTo("run-" + long2);
        page.context().close();
    }

    @Test
    void runsThatFailedSinceTheLastVisitAreMarkedNew() {
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/");
        assertThat(page.locator(".new:visible").count()).isZero();
        RunId id = started("fails-unseen");
        dashboardServer.open(page, "/runs");
        runs.failed(id, "out of memory");
        page.addInitScript(
                """
                addEventListener("htmx:afterSwap", () => {
                  window.seen ??= document.querySelectorAll(".new:not([hidden])").length;
                })
                """);
        dashboardServer.open(page, "/");
        assertThat(page.locator("#run-" + id + " .new").isVisible()).isTrue();
        assertThat(page.locator(".new:visible").count()).isOne();
        fixture.submitNamed("changes-home", "queued");
        page.waitForFunction("() => window.seen !== undefined");
        assertThat(page.evaluate("window.seen")).as("at once after a refresh").isEqualTo(1);
        page.reload();
        Chromium.settle(page);
        assertThat(page.locator(".new:visible").count()).isZero();
        page.context().close();
    }

    private RunId started(String experiment) {
        RunId id = fixture.submit(experiment, "dense", null);
        runs.starting(id, 1);
        runs.started(id);
        return id;
    }

    private static String firstOf(Page page, String title) {
        return page.locator("section:has(> h2:text('%s')) tbody tr".formatted(title))
                .first()
                .getAttribute("id");
    }

    @Test
    void keyboardShortcutsOpenTheirPages() {
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/");
        page.keyboard().press("g");
        // The delay between the two keys is not limited.
        page.evaluate("(now => { Date.now = () => now + 3_600_000; })(Date.now())");
        page.keyboard().press("r");
        page.waitForURL("**/runs");
        page.keyboard().press("/");
        assertThat(page.evaluate("document.activeElement.name")).isEqualTo("q");
        page.keyboard().press("?");
        assertThat(page.inputValue("input[name=q]")).isEqualTo("?");
        dashboardServer.open(page, "/runs");
        page.keyboard().press("j");
        page.keyboard().press("j");
        page.keyboard().press("k");
        page.keyboard().press("j");
        String second = page.locator("#runs tbody tr a").nth(2).getAttribute("href");
        assertThat(page.locator("tr[aria-selected=true] a").first().getAttribute("href"))
                .isEqualTo(second);
        page.keyboard().press("?");
        assertThat(page.locator("#keys").isVisible()).isTrue();
        // A hidden search field, such as that of the logs tab, is not focused.
        dashboardServer.open(page, "/runs/" + dashboardServer.runs().get("dllm"));
        page.keyboard().press("/");
        page.waitForURL("**/runs?focus=search");
        page.context().close();
    }

    @Test
    void aSelectedThemeIsKept() {
        Page page = dashboardServer.page(1440, ColorScheme.LIGHT);
        dashboardServer.open(page, "/");
        Object light = background(page);
        page.click("[data-theme-switch]");
        Object dark = background(page);
        assertThat(dark).isNotEqualTo(light);
        dashboardServer.open(page, "/runs");
        assertThat(background(page)).isEqualTo(dark);
        page.context().close();
    }

    @Test
    void loggingOutEndsTheSessionAndExplainsHowToLogIn() {
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/runs");
        List<Cookie> session = page.context().cookies();
        page.locator(".tools button:text('Log out')").focus();
        page.keyboard().press("Enter");
        page.waitForURL(dashboardServer.url("/"));
        assertThat(page.locator("main").textContent()).contains("./dllm login");
        page.context().addCookies(session);
        assertThat(page.navigate(dashboardServer.url("/runs")).status()).isEqualTo(401);
        page.context().close();
    }

    private static Object background(Page page) {
        return page.evaluate("getComputedStyle(document.documentElement).backgroundColor");
    }
}
