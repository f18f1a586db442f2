package org.dllm.platform.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CommandTests extends TypedCommands {

    CommandTests() throws IOException {}

    @Test
    void aBinaryOrEmptyFileOrAFolderIsReportedInOneLine() throws IOException {
        Path binary =
                Files.write(home.resolve("a.yaml"), new byte[] {(byte) 0xe9, 'x', (byte) 0xff});
        Path empty = Files.createFile(home.resolve("b.yaml"));
        assertThat(usageError("submit", binary.toString())).endsWith("is not text in UTF-8");
        assertThat(usageError("submit", empty.toString())).endsWith("is empty");
        assertThat(usageError("submit", home.toString())).endsWith("is a folder");
        assertThat(usageError("submit", home + "/c.yaml")).contains("there is no file");
        assertThat(asked).isEmpty();
    }

    @Test
    void errorsAreJsonWithTheJsonOption() throws IOException {
        JsonNode unknown = problem(Main.FAILED, "show", RUN, "--json");
        assertThat(unknown.path("detail").asString()).isEqualTo("nothing");

        Path spec = Files.writeString(home.resolve("a.yaml"), "name: a");
        answers.put(
                "/api/v1/experiments",
                """
                {"title": "The spec is not valid", "status": 400, "detail": "train.steps: …",
                 "errors": [{"path": "train.steps", "expected": "a whole number", "got": "x"}]}
                """);
        status = 400;
        JsonNode invalid = problem(Main.FAILED, "submit", "--json", spec.toString());
        assertThat(invalid.path("status").asInt()).isEqualTo(400);
        assertThat(invalid.path("title").asString()).isEqualTo("The spec is not valid");
        assertThat(invalid.at("/errors/0/path").asString()).isEqualTo("train.steps");
        assertThat(typed("submit", spec.toString()).err())
                .startsWith("dllm: The spec is not valid\n  train.steps: expected");

        status = 403;
        JsonNode refused = problem(Main.FAILED, "submit", "--json", spec.toString());
        assertThat(refused.path("status").asInt()).isEqualTo(403);
        assertThat(refused.path("detail").asString())
                .contains("the token in " + home, "DLLM_TOKEN");
        environment.put("DLLM_TOKEN", "another");
        assertThat(
                        problem(Main.FAILED, "submit", "--json", spec.toString())
                                .path("detail")
                                .asString())
                .contains("the token in DLLM_TOKEN");
        environment.remove("DLLM_TOKEN");

        answers.put("/api/v1/experiments", "<html>");
        status = 502;
        JsonNode strange = problem(Main.FAILED, "submit", "--json", spec.toString());
        assertThat(strange.path("status").asInt()).isEqualTo(502);
        assertThat(strange.path("detail").asString()).contains("answered HTTP 502: <html>");

        server.stop(0);
        JsonNode away = problem(Main.FAILED, "runs", "--json");
        assertThat(away.path("title").asString()).isEqualTo("The server is unavailable");
        assertThat(away.path("detail").asString()).contains("./dllm serve");
    }

    @Test
    void wrongUsageIsJsonWithTheJsonOption() {
        for (String[] words :
                new String[][] {
                    {"runs", "--json", "--state", "bogus"},
                    {"show", "--json", "../etc"},
                    {"show", "--json"},
                    {"runs", "--nope", "--json"}
                }) {
            JsonNode wrong = problem(Main.USAGE, words);
            assertThat(wrong.path("title").asString()).isEqualTo("Wrong usage");
            assertThat(wrong.path("detail").asString()).isNotEmpty();
        }
        // a command without the option does not promise JSON
        assertThat(typed("serve", "--json").err()).startsWith("Unknown option: '--json'");
    }

    private JsonNode problem(int code, String... arguments) {
        Typed typed = typed(arguments);
        assertThat(typed.code()).as(typed.err()).isEqualTo(code);
        assertThat(typed.out()).isEmpty();
        return JsonMapper.shared().readTree(typed.err());
    }

    @Test
    void anEmptyListNamesItsFilterAsTheReason() {
        answers.put("/api/v1/runs", "{\"items\":[]}");
        assertThat(typed("runs").out()).contains("./dllm submit SPEC", "./dllm runs --archived");
        assertThat(typed("runs", "--state", "waiting").out()).contains("no matching runs");
        answers.put("/api/v1/experiments/x", "{\"counts\": {}, \"runs\": []}");
        assertThat(typed("runs", "--experiment", "x").out())
                .contains("no matching runs in the experiment");
    }

    @Test
    void anInvalidStateOrLimitIsWrongUsage() {
        assertThat(usageError("runs", "--state", "bogus"))
                .contains("expected one of queued, waiting");
        assertThat(usageError("runs", "--limit", "0")).contains("at least 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../etc", "AAAA", "", "aaaaaaaaa"})
    void anInvalidIdIsRejectedWithoutARequest(String run) {
        assertThat(usageError("show", run)).startsWith("dllm: RUN: expected an id");
        assertThat(asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1:8080",
                "localhost:8080",
                "http://",
                "a b",
                "http://h/?a=b",
                "http://h/#a"
            })
    void anInvalidAddressIsReportedInOneLine(String url) {
        environment.put("DLLM_URL", url);
        assertThat(usageError("runs"))
                .startsWith("dllm: DLLM_URL: expected an address such as http://")
                .endsWith("found " + url);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/lab", "/lab/", "/a/b"})
    void theAddressOfAServerMayHaveAPath(String path) {
        String prefix = path.replaceFirst("/$", "");
        environment.put("DLLM_URL", url() + path);
        prefixes.add(prefix);
        run("RUNNING", "cpu", "");
        assertThat(typed("show", RUN).out()).contains(url() + prefix + "/runs/" + RUN);
        assertThat(asked)
                .isNotEmpty()
                .allMatch(request -> request.contains(" " + prefix + "/api/v1/"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{\"url\": \"htt",
                "[]",
                "{\"url\": \"a b\"}",
                "{\"pid\": \"x\"}",
                "\0\0\0"
            })
    void aDamagedServerFileIsIgnored(String torn) throws IOException {
        Files.writeString(home.resolve("server.json"), torn);
        assertThat(new Home(home, environment).server()).hasToString("http://127.0.0.1:8080");
        assertThat(new Home(home, environment).ownServerLives()).isFalse();
    }

    @Test
    void anotherProgramOnThePortOfAnEndedServerGetsNoToken() throws IOException {
        ownServerIs(url(), Long.MAX_VALUE);
        Typed typed = typed("runs");
        assertThat(typed.code()).isEqualTo(Main.FAILED);
        assertThat(typed.err().lines())
                .singleElement()
                .asString()
                .contains("no server is running for " + home, "'./dllm serve'");
        assertThat(asked).isEmpty();
    }

    @Test
    void anUnreadableHomeIsReportedInOneLine() throws IOException {
        Files.write(home.resolve("token"), new byte[] {(byte) 0xff}); // not UTF-8
        Typed typed = typed("runs");
        assertThat(typed.code()).isEqualTo(Main.FAILED);
        assertThat(typed.err().lines())
                .singleElement()
                .asString()
                .contains("cannot read " + home.resolve("token"), "DLLM_HOME");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a;b", "/a\\b", "/${user.home}/b", "/a\nb"})
    void aHomePathThatTheDatabaseWouldMisreadIsRejected(String path) {
        assertThatThrownBy(() -> Home.of(Map.of("DLLM_HOME", path)))
                .isInstanceOf(CommandFailedException.class)
                .hasMessageStartingWith("DLLM_HOME: expected a folder whose path has no ;, \\, ${");
    }

    @Test
    void aTokenInvalidInAHeaderIsNotPrinted() {
        environment.put("DLLM_TOKEN", "secret\nthing");
        assertThat(usageError("runs")).startsWith("dllm: DLLM_TOKEN: ").doesNotContain("secret");
    }

    @Test
    void onlySubmittedRunsArePrinted() throws IOException {
        Path spec = Files.writeString(home.resolve("a.yaml"), "name: a");
        answers.put(
                "/api/v1/experiments",
                "{\"experiment\": \"a\", \"runs\": [{\"id\": \"%s\"}]}".formatted(RUN));
        run("FINISHED", "cpu", "");
        answers.put("/api/v1/runs", "{\"items\": [{\"id\": \"bbbbbbbb\"}]}");
        Typed typed = typed("submit", spec.toString(), "--wait", "--json");
        assertThat(typed.out()).contains(RUN).doesNotContain("bbbbbbbb");
    }

    @Test
    void aRequestWithoutAResponseIsRepeatedWithTheSameKey() throws IOException {
        Path spec = Files.writeString(home.resolve("a.yaml"), "name: a");
        String made = "{\"id\": \"%s\"}".formatted(RUN);
        answers.put("/api/v1/experiments", "{\"experiment\": \"a\", \"runs\": [" + made + "]}");
        answers.put("/api/v1/runs/" + RUN + "/rerun", made);
        run("QUEUED", "cpu", "");
        answers.put("/api/v1/runs/" + RUN + "/resume", answers.get("/api/v1/runs/" + RUN));
        breaks = 1;
        for (String[] command :
                new String[][] {{"submit", spec.toString()}, {"rerun", RUN}, {"resume", RUN}}) {
            keys.clear();
            assertThat(typed(command).out()).contains(RUN);
            assertThat(keys).hasSize(2).containsOnly(keys.getFirst()).doesNotContain("null");
        }
        keys.clear();
        breaks = 2;
        assertThat(typed("rerun", RUN).err()).contains("no complete response to POST");
        assertThat(keys).hasSize(2);
    }

    @Test
    void aCancelledRunStopsAfterItsStep() {
        run("RUNNING", "cpu", "");
        answers.put("/api/v1/runs/" + RUN + "/cancel", "{}");
        assertThat(typed("cancel", RUN).out())
                .contains(RUN + "  stops after this step, with a checkpoint");
    }

    @Test
    void anEndedRunCannotBeCancelled() {
        run("FINISHED", "cpu", "");
        Typed typed = typed("cancel", RUN);
        assertThat(typed.code()).isEqualTo(Main.FAILED);
        assertThat(typed.err()).contains("finished", "has already ended");
        assertThat(asked).containsExactly("GET /api/v1/runs/" + RUN);
    }

    @Test
    void aResumedRunCanBeWaitedFor() {
        run("QUEUED", "cpu", "");
        answers.put("/api/v1/runs/" + RUN + "/resume", answers.get("/api/v1/runs/" + RUN));
        Typed typed = typed("resume", RUN);
        assertThat(typed.code()).isEqualTo(Main.OK);
        assertThat(typed.out().strip()).isEqualTo(RUN + "  ○ queued");
        assertThat(typed("resume", RUN, "--json").out()).contains("\"id\" : \"" + RUN + "\"");
        assertThat(asked).contains("POST /api/v1/runs/" + RUN + "/resume");

        run("FINISHED", "cpu", "");
        assertThat(typed("resume", RUN, "--wait").code()).isEqualTo(Main.OK);
        assertThat(typed("resume", RUN, "--wait", "--json").out()).contains("FINISHED");
        run("FAILED", "cpu", "out of memory");
        assertThat(typed("resume", RUN, "--wait").code()).isEqualTo(Main.FAILED);
        answers.put("/api/v1/runs/" + RUN + "/resume", answers.get("/api/v1/runs/" + RUN));
        assertThat(typed("resume", RUN).out()).contains("✕ failed: out of memory");
        assertThat(typed("resume", RUN).code()).isEqualTo(Main.FAILED);
    }

    @Test
    void aRunShowsThatNoWorkerHasItsDevice() {
        run("QUEUED", "cuda:0", "");
        assertThat(typed("show", RUN).out()).contains("no worker has cuda:0 (available: cpu");
        assertThat(typed("runs").out()).contains("no worker has cuda:0");
        run("QUEUED", "cpu", "");
        assertThat(typed("show", RUN).out()).doesNotContain("no worker");
    }

    @Test
    void evaluationCountsQuestionsAndAFinishedRunCountsSteps() {
        String place = "\", \"phase\": \"evaluate t\", \"step\": 5, \"totalSteps\": 9, \"x\": \"";
        run("RUNNING", "cpu" + place, "");
        assertThat(typed("show", RUN).out())
                .containsPattern("progress +evaluate t, question 5 of 9");
        run("FINISHED", "cpu" + place, "");
        assertThat(typed("show", RUN).out()).containsPattern("progress +step 5 of 9");
    }

    @Test
    void aPlanPrintsItsNotesAndWarnings() throws IOException {
        Path spec = Files.writeString(home.resolve("a.yaml"), "name: a");
        answers.put(
                "/api/v1/experiments",
                "{\"runs\":[{\"name\":\"a\"}],\"notes\":[\"t: the limit\"],\"warnings\":[\"no"
                        + " cuda:1\"]}");
        assertThat(typed("submit", spec.toString(), "--dry-run").out())
                .contains("note: t: the limit\n")
                .contains("warning: no cuda:1\n", "valid");
    }

    @Test
    void theReasonOfAFailureIsComplete() {
        String reason = "a long reason ".repeat(20) + "and its end";
        run("FAILED", "cpu", reason);
        assertThat(typed("watch", RUN).out()).contains("and its end");
        assertThat(typed(true, "watch", RUN).out()).contains("and its end");
    }

    @Test
    void leavingAWatchReportsThatTheRunContinues() {
        assertThat(DetachMessage.text(List.of(RUN)))
                .contains(RUN + " continues", "./dllm watch " + RUN, "./dllm cancel " + RUN);
        assertThat(DetachMessage.text(List.of(RUN, "b"))).contains("the 2 runs continue");
    }

    @Test
    void aBenchWithZeroTurnsIsWrongUsage() {
        assertThat(usageError("bench-server", "--turns", "0"))
                .contains("--turns: expected a number");
    }
}
