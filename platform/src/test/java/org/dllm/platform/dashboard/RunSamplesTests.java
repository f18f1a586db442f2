package org.dllm.platform.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dllm.platform.dashboard.Chromium.waitForText;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.util.ArrayList;
import org.dllm.platform.run.RunId;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** The tab of a run page that shows examples. */
@DashboardTest
class RunSamplesTests {

    @Autowired private DashboardServer dashboardServer;

    @Test
    void aSampleShowsItsTextAndMarksTheFirstDifference() {
        Page page = dashboardServer.page();
        Shape shape = Shape.OF_QUICKSTART.get(4);
        dashboardServer.open(
                page, "/runs/" + dashboardServer.runs().get("random") + "?tab=samples");
        waitForText(page, ".counted", "60 of 200 examples stored, first 50 shown");
        page.click(".more");
        waitForText(page, ".counted", "60 of 200 examples stored");
        page.check("[name=wrong]");
        long kept = shape.samples().stream().filter(sample -> !sample.correct()).count();
        waitForText(page, ".counted", kept + " of 132 wrong answers stored");
        assertThat(page.locator(".sample-list .bad").count())
                .isEqualTo(page.locator(".sample-list button").count());
        page.reload();
        waitForText(page, ".counted", kept + " of 132 wrong answers stored");
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
    void aSelectedSampleIsNotReplacedByTheLinkedOne() {
        Page page = dashboardServer.page();
        var held = new ArrayList<Route>();
        page.route(url -> url.contains("limit=1&after="), held::add);
        String run = "/runs/" + dashboardServer.runs().get("random");
        dashboardServer.open(page, run + "?tab=samples&sample=synthetic:58");
        page.locator(".sample-list button").nth(1).click();
        String chosen = page.locator(".sample h3").first().textContent();
        page.waitForCondition(() -> !held.isEmpty());
        var answered =
                page.waitForResponse("**limit=1&after=**", () -> held.forEach(Route::resume));
        assertThat(answered.finished()).isNull();
        page.evaluate("new Promise(requestAnimationFrame)");
        assertThat(page.locator(".sample h3").first().textContent()).isEqualTo(chosen);
        page.context().close();
    }

    @Test
    void aLinkedSampleBeyondTheFirstPageIsLoadedOrReportedMissing() {
        RunId run = dashboardServer.runs().get("dllm");
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/runs/" + run + "?tab=samples&sample=synthetic:57");
        waitForText(page, ".sample h3", "Example chain-57");
        dashboardServer.open(page, "/runs/" + run + "?tab=samples&sample=synthetic:999");
        waitForText(
                page, ".sample .notice", "Example synthetic:999 is not among the stored examples.");
        assertThat(page.url()).contains("sample=synthetic:999");
        page.context().close();
    }

    @Test
    void failedRequestsForSamplesAreReported() {
        Page page = dashboardServer.page();
        String path = "/runs/" + dashboardServer.runs().get("dllm") + "?tab=samples";
        page.route("**/samples?task=**", route -> route.abort());
        dashboardServer.open(page, path);
        page.waitForSelector("#panel-samples .unfilled");
        page.unroute("**/samples?task=**");
        dashboardServer.open(page, path);
        waitForText(page, ".counted", "60 of 200 examples stored, first 50 shown");
        page.route("**/samples?**", route -> route.abort());
        page.click(".more");
        page.waitForSelector("#panel-samples .unfilled");
        page.unroute("**/samples?**");
        page.click(".more");
        waitForText(page, ".counted", "60 of 200 examples stored");
        assertThat(page.locator(".unfilled").count()).isZero();
        page.context().close();
    }
}
