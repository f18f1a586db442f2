package org.dllm.platform.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import org.dllm.platform.run.RunArchive;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.Runs;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

/** A server whose runs are all archived, in a separate database. */
@DashboardTest
@TestPropertySource(
        properties =
                "spring.datasource.url=jdbc:h2:mem:archived-home;${h2.settings};DB_CLOSE_DELAY=-1")
class ArchivedHomeTests {

    @Autowired private DashboardServer dashboardServer;
    @Autowired private Runs runs;
    @Autowired private RunArchive archive;

    @Test
    void archivedRunsAreFoundAndTheQuickstartIsNotOffered() {
        Page page = dashboardServer.page();
        for (RunId id : dashboardServer.runs().values()) {
            runs.cancel(id);
            runs.cancelled(id);
            archive.archive(id);
        }
        dashboardServer.open(page, "/");
        assertThat(page.locator("main")).containsText("No active runs.");
        assertThat(page.locator("main")).not().containsText("No runs yet");
        dashboardServer.open(page, "/runs");
        assertThat(page.locator("#runs .empty")).containsText("No runs match this filter.");
        page.click("#runs .empty a:text('archived runs')");
        page.waitForURL("**archived=ONLY");
        assertThat(page.locator("#runs tbody tr")).hasCount(dashboardServer.runs().size());
        page.context().close();
    }
}
