package org.dllm.platform.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

/** The dashboard of a server behind a path prefix. */
@DashboardTest
@TestPropertySource(
        properties = {
            "server.servlet.context-path=/lab",
            "spring.datasource.url=jdbc:h2:mem:prefixed;${h2.settings};DB_CLOSE_DELAY=-1"
        })
class PrefixedPagesTests {

    private final DashboardServer dashboardServer;

    PrefixedPagesTests(@Autowired DashboardServer dashboardServer) {
        this.dashboardServer = dashboardServer;
    }

    @Test
    void everyPageWorksBelowThePrefix() {
        var runs = dashboardServer.runs();
        Page page = dashboardServer.page();
        List<Response> responses = new ArrayList<>();
        page.onResponse(responses::add);
        String running = "/runs/" + runs.get("running");
        for (String path :
                List.of(
                        "/",
                        "/runs",
                        "/runs/" + runs.get("dllm"),
                        running,
                        "/submit",
                        "/workers",
                        "/experiments/quickstart",
                        "/compare?runs=" + runs.get("dllm") + "," + runs.get("dense"))) {
            dashboardServer.open(page, path);
            assertThat(page.evaluate("document.documentElement.innerHTML").toString())
                    .as(path)
                    .doesNotContainPattern("(href|src|action|hx-get)=\"/(?!lab[/\"?])");
        }
        assertThat(responses)
                .isNotEmpty()
                .allSatisfy(response -> {
                    assertThat(URI.create(response.url()).getPath()).startsWith("/lab/");
                    assertThat(response.status()).as(response.url()).isLessThan(400);
                });
        assertThat(responses)
                .extracting(response -> URI.create(response.url()).getPath())
                .contains("/lab/api/v1" + running + "/events");
        assertThat(dashboardServer.errors()).isEmpty();
        page.context().close();
    }

    @Test
    void shortcutsAndButtonsKeepThePrefix() {
        dashboardServer.runs();
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/workers");
        page.keyboard().press("g");
        page.keyboard().press("r");
        page.waitForURL(dashboardServer.url("/runs"));
        page.locator("[data-choose]").first().check();
        page.click("#compare");
        page.waitForURL(url -> url.startsWith(dashboardServer.url("/compare?runs=")));
        page.click("[data-post='/logout']");
        page.waitForURL(dashboardServer.url("/"));
        assertThat(page.locator("h1").textContent()).isEqualTo("Unauthorized");
        page.context().close();
    }
}
