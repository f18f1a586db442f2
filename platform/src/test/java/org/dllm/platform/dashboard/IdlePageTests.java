package org.dllm.platform.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Page;
import java.util.ArrayList;
import java.util.List;
import org.dllm.platform.run.RunId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** Requests that pages send, and how often. */
@DashboardTest
class IdlePageTests {

    @Autowired private DashboardServer dashboardServer;
    @Autowired private LabFixture fixture;

    @ParameterizedTest
    @ValueSource(strings = {"/", "/runs", "/experiments/idle", "/compare?runs=%s", "/runs/%s"})
    void aPageSendsNoRequestWhileNothingChanges(String path) {
        dashboardServer.runs();
        List<RunId> ids = fixture.sweep("idle", Shape.OF_QUICKSTART.get(1), 0.8);
        Page page = dashboardServer.page();
        page.clock().install();
        dashboardServer.open(page, path.formatted(ids.getFirst()));
        var asked = new ArrayList<String>();
        page.onRequest(request -> asked.add(request.url()));
        for (int second = 0; second < 60; second++) {
            page.clock().runFor(1000);
        }
        assertThat(asked).filteredOn(url -> !url.contains("/events")).isEmpty();
        page.context().close();
    }

    @Test
    void staticFilesAreCompressedAndCachedUntilTheyChange() {
        Page page = dashboardServer.page();
        var loaded = new ArrayList<String>();
        page.onRequest(request -> loaded.add(request.url()));
        dashboardServer.open(page, "/runs/" + dashboardServer.runs().get("dllm"));
        List<String> files =
                loaded.stream().filter(url -> url.matches(".*\\.(js|css|svg)$")).toList();
        assertThat(files).hasSizeGreaterThan(20).allMatch(url -> url.contains("/assets/"));
        for (String file : files) {
            APIResponse response = page.request().get(file);
            assertThat(response.headers().get("cache-control"))
                    .isEqualTo("max-age=31536000, private, immutable");
            if (response.body().length > 1024) {
                assertThat(response.headers()).as(file).containsEntry("content-encoding", "gzip");
            }
        }
        assertThat(page.request().get(dashboardServer.url("/runs")).headers())
                .containsEntry("content-encoding", "gzip");
        page.context().close();
    }

    @Test
    void aHiddenPageShowsChangesWhenItIsVisibleAgain() {
        fixture.sweep("hidden", Shape.OF_QUICKSTART.get(1), 0.8);
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/experiments/hidden");
        hide(page, true);
        RunId second = fixture.submitNamed("hidden", "second");
        hide(page, false);
        page.waitForSelector("#run-" + second);
        page.context().close();
    }

    private static void hide(Page page, boolean hidden) {
        page.evaluate(
                """
                hidden => {
                  Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
                  document.dispatchEvent(new Event("visibilitychange"));
                }
                """,
                hidden);
    }
}
