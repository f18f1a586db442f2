package org.dllm.platform.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dllm.platform.dashboard.Chromium.waitForText;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.WaitForSelectorState;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.Runs;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** The tabs of a run page, its spec and its log. */
@DashboardTest
class RunTabsTests {

    private static final String ABOVE_END =
            "(() => { const log = document.querySelector('.log'); return"
                    + " Math.round(log.scrollHeight - log.scrollTop - log.clientHeight); })()";

    @Autowired private DashboardServer dashboardServer;
    @Autowired private LabFixture fixture;
    @Autowired private Runs runs;

    @Test
    void aSpecBeginsWithModelAndMethod() {
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/runs/" + dashboardServer.runs().get("dllm") + "?tab=spec");
        page.waitForSelector("#panel-spec pre");
        assertThat(page.locator("#panel-spec pre").textContent())
                .containsPattern(
                        "(?s)^\\{\\s+\"name\".*\"model\".*\"method\".*\"train\".*\"seed\"");
        page.context().close();
    }

    @Test
    void tabsKeepTheZoomAndBackRestoresIt() {
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/runs/" + dashboardServer.runs().get("dllm") + "?zoom=100-200");
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
    void olderLogLinesLoadOnDemandAndKeepTheScrollPosition() {
        RunId id = fixture.submit("talkative", "dense", null);
        runs.starting(id, 1);
        fixture.log(id, 1, 2100);
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/runs/" + id + "?tab=logs");
        waitForText(page, ".log div:first-child span:last-child", "line 101");
        // Pages whose events take too long are shown without them.
        runs.started(id);
        waitForText(page, ".title .pill", "running");
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
}
