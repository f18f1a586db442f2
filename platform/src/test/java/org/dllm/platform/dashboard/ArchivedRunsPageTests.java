package org.dllm.platform.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import org.dllm.platform.run.RunArchive;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.Runs;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Pages that show archived runs, and what pages report of an action that leaves the page. */
@DashboardTest
class ArchivedRunsPageTests {

    @Autowired private DashboardServer dashboardServer;
    @Autowired private LabFixture fixture;
    @Autowired private Runs runs;
    @Autowired private RunArchive archive;

    @Test
    void anExperimentWhoseRunsAreArchivedShowsThem() {
        var ids = fixture.sweep("all-archived", Shape.OF_QUICKSTART.get(1), 0.5, 0.7);
        ids.forEach(archive::archive);
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/experiments/all-archived");
        assertThat(page.locator(".title").innerText()).contains("2 archived runs");
        assertThat(page.locator("#comparison .notice").textContent())
                .startsWith("All runs of this experiment are archived");
        assertThat(page.locator("#comparison .rows tbody tr").count()).isEqualTo(2);
        page.click(".title button:has-text('Unarchive')");
        page.waitForSelector("#says:has-text('2 of 2 runs taken out of the archive.')");
        assertThat(page.locator("#comparison .notice").count()).isZero();
        assertThat(dashboardServer.errors()).isEmpty();
        page.context().close();
    }

    @Test
    void archivedRunsAreCountedApartFromTheOthers() {
        var ids = fixture.sweep("half-archived", Shape.OF_QUICKSTART.get(1), 0.5, 0.7);
        archive.archive(ids.getFirst());
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/experiments/half-archived");
        assertThat(page.locator(".title .muted").textContent()).isEqualTo("1 run, 1 archived run");
        assertThat(page.locator("#comparison .rows tbody tr").count()).isEqualTo(1);
        page.locator(".title .muted a").click();
        page.waitForURL("**/runs?q=half-archived&archived=ONLY");
        assertThat(page.locator("#runs tbody tr").count()).isEqualTo(1);
        int finished = Integer.parseInt(page.locator("#count-FINISHED").textContent());
        archive.archive(ids.getLast());
        dashboardServer.open(page, "/runs?q=half-archived&archived=ONLY");
        assertThat(page.locator("#count-FINISHED").textContent()).isEqualTo("" + (finished + 1));
        page.context().close();
    }

    @Test
    void rerunsWhoseOriginalWasDeletedAreNoFurtherSeeds() {
        Shape shape = Shape.OF_QUICKSTART.get(1);
        fixture.sweep("orphans", shape, 0.5);
        fixture.sweep("orphans", shape, 0.5);
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/experiments/orphans");
        assertThat(page.locator("#comparison .rows tbody tr").count()).isEqualTo(2);
        assertThat(page.locator("#comparison table").first().locator("tbody tr").count()).isOne();
        assertThat(page.locator("#comparison table").first().locator("tbody td.id").textContent())
                .isNotEqualTo("–");
        page.context().close();
    }

    @Test
    void thePageAfterADeletionReportsIt() {
        RunId id = fixture.submitNamed("deleted-alone", "one");
        runs.cancel(id);
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/runs/" + id);
        page.click("button:has-text('Delete')");
        page.click("#ask [value=yes]");
        page.waitForURL("**/runs");
        assertThat(page.locator("#says").textContent())
                .startsWith("1 of 1 runs deleted")
                .contains("H2 reuses the space");
        page.reload();
        assertThat(page.locator("#says").isVisible()).isFalse();
        page.context().close();
    }
}
