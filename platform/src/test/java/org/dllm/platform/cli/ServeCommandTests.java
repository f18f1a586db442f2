package org.dllm.platform.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** When the commands start a server, and how they report a failed start. */
class ServeCommandTests extends TypedCommands {

    ServeCommandTests() throws IOException {}

    @Test
    void aStartFailureIsReportedInOneLine() throws IOException {
        server.stop(0);
        assertThat(usageError("serve", "--port", "99999")).contains("--port: expected a number");
        assertThat(usageError("serve", "--set", "nope")).contains("--set: expected PROPERTY=VALUE");
        assertThat(usageError("serve", "--set", "dllm.worker.slot=7"))
                .contains("such as dllm.worker.slots, found dllm.worker.slot");
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Typed typed = typed("serve", "--port", Integer.toString(taken.getLocalPort()));
            assertThat(typed.code()).isEqualTo(Main.FAILED);
            assertThat(typed.err().lines()).singleElement().asString().contains("is in use");
        }
    }

    @Test
    void aFailedStartHasTheExitCodeOfAFailure() throws IOException {
        server.stop(0);
        Files.delete(home.resolve("server.json"));
        Path file = Files.createFile(home.resolve("file"));
        Typed typed = typed("serve", "--port", "0", "--set", "dllm.home=" + file.resolve("home"));
        assertThat(typed.code()).isEqualTo(Main.FAILED);
        assertThat(typed.err()).as("Spring Boot has reported it").isEmpty();
    }

    @Test
    void aQuickstartReportsAnUnusableHomeInOneLine() throws IOException {
        Path file = Files.createFile(home.resolve("file"));
        home = file.resolve("home");
        Typed typed = typed("quickstart");
        assertThat(typed.code()).isEqualTo(Main.FAILED);
        assertThat(typed.err().lines()).singleElement().asString().contains(home + "", "DLLM_HOME");
    }

    @Test
    void aRunningServerIsNotStartedTwice() {
        Typed typed = typed("serve", "--port", "0");
        assertThat(typed.code()).isEqualTo(Main.FAILED);
        assertThat(typed.err()).contains("is already running", url());
    }

    @Test
    void aSlowServerCountsAsRunning() throws IOException {
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ownServerIs("http://127.0.0.1:" + silent.getLocalPort(), ProcessHandle.current().pid());
            assertThat(typed("serve", "--port", "0").err()).contains("is already running");
        }
    }

    @Test
    void anotherProgramOnTheServersPortIsNotTheServer() throws IOException {
        // another process has reused the process id
        answers.remove("/api/v1/workers");
        assertThat(usageError("serve", "--port", "99999")).contains("--port: expected a number");
        // it accepts every request
        answers.put("/api/v1/workers", "{}");
        ownServerIs(url(), Long.MAX_VALUE);
        assertThat(usageError("serve", "--port", "99999")).contains("--port: expected a number");
    }

    @Test
    void aQuickstartWithAnUnavailableNamedServerStartsNoOther() {
        environment.put("DLLM_URL", url());
        server.stop(0);
        Typed typed = typed("quickstart");
        assertThat(typed.code()).isEqualTo(Main.FAILED);
        assertThat(typed.err().lines())
                .singleElement()
                .asString()
                .contains("no server answers at " + url(), "unset DLLM_URL");
    }
}
