package org.dllm.platform.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.dllm.platform.dashboard.Chromium.waitForText;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.util.ArrayList;
import java.util.List;
import org.dllm.platform.run.RunArchive;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.RunState;
import org.dllm.platform.run.Runs;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Buttons that archive, cancel, resume and delete runs, and the questions before they act. */
@DashboardTest
class RunActionsTests {

    @Autowired private DashboardServer dashboardServer;
    @Autowired private LabFixture fixture;
    @Autowired private Runs runs;
    @Autowired private RunArchive archive;

    @Test
    void aRunIsArchivedAndTakenOutOfTheArchiveOnItsPage() {
        RunId id = ended("archived-on-page", "one");
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/runs/" + id);
        button(page, "Archive").click();
        button(page, "Unarchive").waitFor();
        assertThat(page.locator(".facts .warn")).hasText("archived");
        assertThat(runs.require(id).archivedAt()).isNotNull();
        button(page, "Unarchive").click();
        button(page, "Archive").waitFor();
        assertThat(runs.require(id).archivedAt()).isNull();
        page.context().close();
    }

    @Test
    void aRunIsDeletedAfterOneQuestionAndTheListIsShown() {
        RunId id = ended("deleted-on-page", "one");
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/runs/" + id);
        button(page, "Delete").click();
        assertThat(page.locator("#ask .question"))
                .hasText(
                        "Delete run one (%s) with its results, logs, checkpoints and artifacts? This cannot be undone."
                                .formatted(id));
        answer(page, "no");
        assertThat(runs.find(id)).isPresent();
        button(page, "Delete").click();
        page.keyboard().press("Escape");
        assertThat(page.locator("#ask")).isHidden();
        assertThat(runs.find(id)).isPresent();
        button(page, "Delete").click();
        assertThat(page.locator("#ask [value=yes]")).hasText("Delete the run");
        answer(page, "yes");
        page.waitForURL(dashboardServer.url("/runs"));
        assertThat(runs.find(id)).isEmpty();
        page.context().close();
    }

    @Test
    void aRunThatAnotherRunNeedsIsNotDeletedAndThePageSaysWhy() {
        dashboardServer.runs();
        RunId needed = fixture.submitNamed("needed", "needed");
        RunId waiting = fixture.submitWaiting("needed", needed);
        runs.starting(needed, 1);
        runs.started(needed);
        runs.failed(needed, "out of memory");
        runs.cancel(waiting);
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/runs/" + needed);
        button(page, "Delete").click();
        answer(page, "yes");
        assertThat(page.locator("#says.bad"))
                .containsText("provides the executed rate of " + waiting);
        assertThat(page.locator("#says")).containsText("0 of 1 runs deleted.");
        assertThat(button(page, "Delete")).isEnabled();
        assertThat(runs.find(needed)).isPresent();
        page.context().close();
    }

    @Test
    void aRunThatHasNotEndedOffersOnlyToBeCancelled() {
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/runs/" + dashboardServer.runs().get("running"));
        assertThat(page.locator(".title .actions button:visible").allTextContents())
                .containsExactly("Cancel");
        page.context().close();
    }

    @Test
    void anExperimentIsArchivedAfterOneQuestion() {
        RunId first = ended("whole", "first");
        RunId second = ended("whole", "second");
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/experiments/whole");
        button(page, "Archive").click();
        assertThat(page.locator("#ask .question")).containsText("the runs of experiment whole");
        answer(page, "no");
        assertThat(runs.require(first).archivedAt()).isNull();
        button(page, "Archive").click();
        answer(page, "yes");
        page.waitForURL(dashboardServer.url("/runs"));
        waitForText(page, "#says", "2 of 2 runs archived.");
        assertThat(runs.require(first).archivedAt()).isNotNull();
        assertThat(runs.require(second).archivedAt()).isNotNull();
        page.context().close();
    }

    @Test
    void runsThatHaveNotEndedAreLeftOutWhenAnExperimentIsArchived() {
        RunId ended = ended("half-done", "ended");
        RunId active = fixture.submitNamed("half-done", "active");
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/experiments/half-done");
        button(page, "Archive").click();
        answer(page, "yes");
        page.waitForURL(dashboardServer.url("/runs"));
        waitForText(page, "#says", "1 of 1 runs archived.");
        assertThat(runs.require(ended).archivedAt()).isNotNull();
        assertThat(runs.require(active).archivedAt()).isNull();
        page.context().close();
    }

    @Test
    void anExperimentIsDeletedWithItsArchivedRunsAfterOneQuestion() {
        RunId archived = ended("removed", "archived");
        archive.archive(archived);
        RunId other = ended("removed", "other");
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/experiments/removed");
        button(page, "Delete").click();
        assertThat(page.locator("#ask .question"))
                .hasText(
                        "Delete experiment removed with its 2 runs, archived ones included:"
                            + " results, logs, checkpoints and artifacts? This cannot be undone.");
        answer(page, "no");
        assertThat(runs.find(other)).isPresent();
        button(page, "Delete").click();
        answer(page, "yes");
        page.waitForURL(dashboardServer.url("/runs"));
        assertThat(runs.find(other)).isEmpty();
        assertThat(runs.find(archived)).isEmpty();
        page.context().close();
    }

    @Test
    void anExperimentWithAnActiveRunIsNotDeletedAndThePageSaysWhy() {
        RunId ended = ended("still-busy", "ended");
        RunId active = fixture.submitNamed("still-busy", "active");
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/experiments/still-busy");
        button(page, "Delete").click();
        answer(page, "yes");
        assertThat(page.locator("#says.bad")).containsText("have not ended, among them " + active);
        assertThat(runs.find(ended)).isPresent();
        page.context().close();
    }

    @Test
    void aDeletionContinuesWhileTheServerReportsThatMoreRunsRemain() {
        ended("many", "one");
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/experiments/many");
        var requests = new ArrayList<Route>();
        page.route(
                "**/api/v1/experiments/many",
                route -> {
                    requests.add(route);
                    route.fulfill(
                            new Route.FulfillOptions()
                                    .setContentType("application/json")
                                    .setBody(
                                            """
                                            {"items": [{"run": "aaaaaaaa", "status": "DONE", "bytesFreed": 0}],
                                             "done": 1, "bytesFreed": 0, "more": %s}
                                            """
                                                    .formatted(requests.size() < 3)));
                });
        button(page, "Delete").click();
        answer(page, "yes");
        page.waitForURL(dashboardServer.url("/runs"));
        assertThat(requests).hasSize(3);
        page.context().close();
    }

    @Test
    void selectedRunsAreCancelledAfterOneQuestionAndResumed() {
        dashboardServer.runs();
        List<RunId> ids =
                List.of(
                        fixture.submitNamed("to-stop", "first"),
                        fixture.submitNamed("to-stop", "second"));
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/runs?q=to-stop");
        select(page);
        page.click("#chosen button:text-is('Cancel')");
        assertThat(page.locator("#ask .question")).containsText("Cancel 2 runs?");
        answer(page, "no");
        assertThat(runs.require(ids.getFirst()).state()).isEqualTo(RunState.QUEUED);
        page.click("#chosen button:text-is('Cancel')");
        answer(page, "yes");
        waitForText(page, "#says", "2 of 2 runs cancelled.");
        page.waitForCondition(() -> page.locator("#runs .pill[data-state=CANCELLED]").count() == 2);
        select(page);
        page.click("#chosen button:text-is('Resume')");
        waitForText(page, "#says", "2 of 2 runs resumed.");
        assertThat(ids).allMatch(id -> runs.require(id).state() == RunState.QUEUED);
        page.context().close();
    }

    private static void select(Page page) {
        for (Locator box : page.locator("#runs [data-choose]").all()) box.check();
        assertThat(page.locator("#compare")).hasText("Compare 2 runs");
    }

    private RunId ended(String experiment, String name) {
        dashboardServer.runs();
        RunId id = fixture.submitNamed(experiment, name);
        runs.cancel(id);
        return id;
    }

    private static Locator button(Page page, String text) {
        return page.locator(".title .actions button:text-is('%s')".formatted(text));
    }

    private static void answer(Page page, String value) {
        page.click("#ask [value=%s]".formatted(value));
    }
}
