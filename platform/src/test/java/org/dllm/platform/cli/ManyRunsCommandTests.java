package org.dllm.platform.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Commands that list runs or change several of them. */
class ManyRunsCommandTests extends TypedCommands {

    private static final String OTHER = "bbbbbbbb";
    private static final String AT = "2026-01-02T03:04:05.678901Z";
    private static final String LOCAL =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss")
                    .format(Instant.parse(AT).atZone(ZoneId.systemDefault()));

    ManyRunsCommandTests() throws IOException {}

    @Test
    void aDeletionNeedsAConfirmationThatNamesWhatIsDeleted() {
        assertThat(usageError("delete", RUN, OTHER))
                .contains("2 runs (aaaaaaaa, bbbbbbbb)", "--yes");
        assertThat(asked).isEmpty();
    }

    @Test
    void aDeletionReportsEachRunAndTheFreedSpace() {
        answers.put(
                "/api/v1/runs/delete",
                """
                {"items": [{"run": "aaaaaaaa", "status": "DONE", "bytesFreed": 1500000},
                  {"run": "bbbbbbbb", "status": "REFUSED", "detail": "run bbbbbbbb is RUNNING", "bytesFreed": 0}],
                 "done": 1, "bytesFreed": 1500000, "more": false, "note": "H2 reuses the space"}
                """);
        Typed typed = typed("delete", "--yes", RUN, OTHER);
        assertThat(typed.code()).isEqualTo(Main.FAILED);
        assertThat(typed.out())
                .contains(
                        "aaaaaaaa  deleted\n",
                        "bbbbbbbb  not deleted: run bbbbbbbb is RUNNING",
                        "1 deleted, 1.5 MB freed",
                        "note: H2 reuses");
        assertThat(typed("delete", "--yes", RUN, OTHER, "--json").out())
                .contains("\"bytesFreed\" : 1500000");
    }

    @Test
    void aRunThatARunOfALaterRequestNeedsIsDeletedAfterIt() {
        List<String> runs =
                IntStream.range(0, 51)
                        .mapToObj(i -> "aaaaa%c%c%c".formatted('a', 'a' + i / 26, 'a' + i % 26))
                        .toList();
        String refused =
                """
                {"items": [{"run": "%s", "status": "REFUSED", "detail": "needed", "bytesFreed": 0}], "done": 0, "bytesFreed": 0}
                """
                        .formatted(runs.getFirst());
        String last =
                """
                {"items": [{"run": "%s", "status": "DONE", "bytesFreed": 7}], "done": 1, "bytesFreed": 7}
                """
                        .formatted(runs.getLast());
        String first =
                """
                {"items": [{"run": "%s", "status": "DONE", "bytesFreed": 5}], "done": 1, "bytesFreed": 5}
                """
                        .formatted(runs.getFirst());
        sequences.put("/api/v1/runs/delete", new ArrayDeque<>(List.of(refused, last, first)));
        var arguments = new ArrayList<>(List.of("delete", "--yes"));
        arguments.addAll(runs);
        Typed typed = typed(arguments.toArray(String[]::new));
        assertThat(typed.code()).as(typed.out()).isEqualTo(Main.OK);
        assertThat(typed.out())
                .contains(runs.getFirst() + "  deleted", "2 deleted, 12 B freed")
                .doesNotContain("needed");
    }

    @Test
    void anExperimentIsDeletedAsAWhole() {
        answers.put("/api/v1/experiments/x", "{\"counts\": {\"FINISHED\": 3}, \"runs\": []}");
        assertThat(usageError("delete", "--experiment", "x"))
                .contains("experiment x with its 3 runs");
        answers.put("/api/v1/experiments/x", done());
        assertThat(typed("delete", "--experiment", "x", "--yes").code()).isEqualTo(Main.OK);
        assertThat(asked).contains("DELETE /api/v1/experiments/x");
    }

    @Test
    void severalRunsAreArchivedCancelledAndResumedByOneRequest() {
        for (String action : new String[] {"archive", "unarchive", "cancel", "resume"}) {
            answers.put("/api/v1/runs/" + action, done());
            Typed typed = typed(action, RUN, OTHER);
            assertThat(typed.code()).as(typed.err()).isEqualTo(Main.OK);
            assertThat(typed.out()).contains(RUN + "  " + action.replaceFirst("e$", ""));
            assertThat(asked).contains("POST /api/v1/runs/" + action);
            assertThat(usageError(action)).contains("expected RUN or --experiment NAME");
        }
    }

    @Test
    void queuedRunsOfAnExperimentAreCancelledBeforeThoseOfWorkers() {
        answers.put("/api/v1/experiments/x", "{}");
        answers.put("/api/v1/runs/cancel", done());
        assertThat(typed("cancel", "--experiment", "x").out()).hasLineCount(2);
        assertThat(asked).filteredOn("POST /api/v1/runs/cancel"::equals).hasSize(2);
    }

    @Test
    void aRunIsShownWithTheRunWhoseRateItUsesAndItsVerdict() {
        run("FINISHED", "cpu", "");
        answers.computeIfPresent(
                "/api/v1/runs/" + RUN,
                (_, run) ->
                        run.replaceFirst(
                                "\\{",
                                "{\"waitsFor\": \"bbbbbbbb\", \"verdict\": \"EXACT\","
                                        + " \"verdictDetail\": \"all equal\","));
        assertThat(typed("show", RUN).out())
                .contains(
                        "rate of     bbbbbbbb\n", "rerun of    a deleted run: EXACT, all equal\n");
    }

    @Test
    void anUnknownExperimentIsAnErrorOfEveryCommandThatNamesOne() {
        answers.put("/api/v1/runs", "{\"items\": []}");
        for (String command :
                List.of("archive", "unarchive", "cancel", "resume", "delete", "runs")) {
            answers.put("/api/v1/runs/" + command, "{\"items\": [], \"done\": 0}");
            Typed typed = typed(command, "--experiment", "typo");
            assertThat(typed.code()).as(command).isEqualTo(Main.FAILED);
            assertThat(typed.err()).contains("nothing");
            assertThat(asked).last().isEqualTo("GET /api/v1/experiments/typo");
        }
    }

    @Test
    void aLogIsPrintedInLocalTimeAndFollowedUntilTheRunHasEnded() {
        run("FINISHED", "cpu", "");
        answers.put(
                "/api/v1/runs/" + RUN + "/logs",
                "{\"items\": [{\"seq\": 7, \"at\": \"%s\", \"level\": \"warn\", \"message\": \"no token\"}], \"next\": 7}"
                        .formatted(AT));
        assertThat(typed("logs", RUN).out().strip()).isEqualTo(LOCAL + "  WARN   no token");
        assertThat(typed("logs", RUN, "--follow", "--utc").out()).startsWith(AT);
        assertThat(typed("logs", RUN, "--follow", "--json").out().lines()).hasSize(1);
        assertThat(usageError("logs", RUN, "--level", "loud")).contains("trace, debug, info");
        assertThat(usageError("logs", RUN, "--limit", "0")).contains("at least 1");
    }

    @Test
    void theLimitOfAFollowedLogLeavesOutNoNewLine() {
        run("FINISHED", "cpu", "");
        String path = "/api/v1/runs/" + RUN;
        String running = answers.getOrDefault(path, "").replace("FINISHED", "RUNNING");
        sequences.put(path, new ArrayDeque<>(List.of(running)));
        answers.put(path + "/logs", "{\"items\": [], \"next\": 7}");
        assertThat(typed("logs", RUN, "--follow", "--limit", "1").code()).isEqualTo(Main.OK);
        assertThat(queries)
                .filteredOn(query -> query.contains("/logs"))
                .containsExactly(
                        path + "/logs?level=TRACE&limit=1",
                        path + "/logs?level=TRACE&limit=10000&after=7");
    }

    @Test
    void runsAreListedWithResultDurationAndTheNextPage() {
        answers.put(
                "/api/v1/runs",
                """
                {"items": [{"id": "aaaaaaaa", "name": "x", "experiment": "x", "state": "FINISHED", "createdAt": "%s",
                  "workedSeconds": 76, "result": {"task": "mix", "metric": "exact_match", "label": "Exact match",
                    "value": 0.604, "stderr": 0.02}}], "next": 41}
                """
                        .formatted(AT));
        String out = typed("runs").out();
        assertThat(out)
                .contains("0.604 ± 0.02 exact_match", "1 min 16 s", LOCAL, "--after 41")
                .doesNotContain(AT);
        assertThat(typed("runs", "--utc").out()).contains(AT);
        asked.clear();
        assertThat(typed("runs", "--page", "3").code()).isEqualTo(Main.OK);
        assertThat(asked).filteredOn("GET /api/v1/runs"::equals).hasSize(3);
        assertThat(usageError("runs", "--page", "0")).contains("--page");
        assertThat(usageError("runs", "--page", "2", "--after", "1")).contains("--page");
    }

    @Test
    void experimentsAndTheCatalogAreListed() {
        answers.put(
                "/api/v1/experiments",
                """
                {"items": [{"name": "quick", "createdAt": "%s", "runs": {"FINISHED": 3, "FAILED": 1, "QUEUED": 2}}]}
                """
                        .formatted(AT));
        assertThat(typed("experiments").out())
                .containsPattern("quick +" + LOCAL + " +6 +3 +1 +0 +2");
        answers.put(
                "/api/v1/catalog",
                "[{\"name\": \"quickstart\", \"description\": \"A small model.\"}]");
        assertThat(typed("catalog").out()).containsPattern("quickstart +A small model\\.");
        answers.put("/api/v1/catalog/quickstart", "# A small model.\nname: quickstart\n");
        assertThat(typed("catalog", "quickstart").out()).contains("name: quickstart");
    }

    private static String done() {
        return """
        {"items": [{"run": "aaaaaaaa", "status": "DONE", "bytesFreed": 0}], "done": 1, "bytesFreed": 0, "more": false}
        """;
    }
}
