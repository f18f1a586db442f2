package org.dllm.platform.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.RunList;
import org.dllm.platform.run.RunState;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

/** More waiting runs than a page lists, in a separate database because this fills all lists. */
@DashboardTest
@TestPropertySource(
        properties =
                "spring.datasource.url=jdbc:h2:mem:long-queue;${h2.settings};DB_CLOSE_DELAY=-1")
class LongQueueTests {

    @Autowired private DashboardServer dashboardServer;
    @Autowired private LabFixture fixture;
    @Autowired private RunList runs;

    @Test
    void headingsShowTotalsAndTheLastRunShowsWhatItWaitsFor() {
        dashboardServer.runs();
        RunId last = null;
        for (int i = 0; i < 120; i++) {
            last = fixture.submitNamed("long", "run " + i);
        }
        long queued = runs.counts().getOrDefault(RunState.QUEUED, 0L);
        long waiting = runs.counts().getOrDefault(RunState.WAITING, 0L);
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/workers");
        assertThat(head(page, "Queue")).isEqualTo(queued + ", first 100 shown");
        assertThat(head(page, "Waiting for another run")).isEqualTo("" + waiting);
        dashboardServer.open(page, "/");
        assertThat(head(page, "Waiting")).isEqualTo(queued + waiting + ", first 50 shown");
        dashboardServer.open(page, "/runs/" + last);
        assertThat(page.locator("[data-waits]").allTextContents())
                .containsExactly("Waiting for a worker slot (dllm.worker.slots is 0)");
        page.context().close();
    }

    private static String head(Page page, String title) {
        return page.locator("h2:text('%s') .muted".formatted(title)).first().textContent();
    }
}
