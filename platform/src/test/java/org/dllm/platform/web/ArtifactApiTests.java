package org.dllm.platform.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dllm.experiments.experiment.RunEvent;
import org.dllm.platform.Caller;
import org.dllm.platform.ServerTest;
import org.dllm.platform.TestLab;
import org.dllm.platform.artifact.Artifacts;
import org.dllm.platform.home.LabFolders;
import org.dllm.platform.run.RunId;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Downloads of artifacts. */
@ServerTest
class ArtifactApiTests {

    @Autowired private LabFolders folders;
    @Autowired private Artifacts artifacts;
    private final TestLab lab;
    private final Caller caller;

    ArtifactApiTests(@Autowired TestLab lab) {
        this.lab = lab;
        caller = lab.caller();
    }

    @Test
    void anArtifactIsDownloadedAndNeverShown() throws IOException {
        RunId run = lab.submit();
        lab.finish(run);
        HttpResponse<String> answer = caller.get("/api/v1/runs/" + run + "/artifacts/model.txt");
        assertThat(answer.body()).isEqualTo("<script>alert(1)</script>");
        assertThat(answer.headers().firstValue("Content-Disposition").orElse(""))
                .startsWith("attachment");
        assertThat(answer.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("sandbox");
        assertThat(answer.headers().firstValue("Content-Type"))
                .contains("application/octet-stream");
    }

    @Test
    void noArtifactNameLeadsOutOfTheRunsFolder() throws IOException {
        RunId run = lab.submit();
        lab.finish(run);
        Path secret = folders.home().resolve("runs/secret.txt");
        Files.writeString(secret, "top secret");
        Path folder = folders.run(run.value());
        Files.createSymbolicLink(folder.resolve("artifacts/link"), secret);
        artifacts.put(run, new RunEvent.Artifact("out", "../secret.txt", "00", 1));
        artifacts.put(run, new RunEvent.Artifact("absolute", secret.toString(), "00", 1));
        artifacts.put(run, new RunEvent.Artifact("link", "artifacts/link", "00", 1));
        var names =
                new ArrayList<>(List.of("out", "absolute", "link", "artifacts", "model.txt%00"));
        for (String up :
                List.of(
                        "..",
                        "%2e%2e",
                        "%252e%252e",
                        ".%2e",
                        "..;",
                        "..%00",
                        "%c0%ae%c0%ae",
                        "....")) {
            for (String slash : List.of("/", "%2f", "%252f", "%5c", "%255c", "//", ";/")) {
                names.add(up + slash + "secret.txt");
                names.add(up + slash + up + slash + "runs" + slash + "secret.txt");
            }
        }
        names.addAll(
                List.of(
                        "%2fetc%2fpasswd",
                        "//etc/passwd",
                        "/etc/passwd",
                        "file:%2f%2f%2fetc%2fpasswd",
                        "%23/etc/passwd"));
        assertThat(names).hasSizeGreaterThan(60);
        for (String name : names) {
            HttpResponse<String> answer = caller.get("/api/v1/runs/" + run + "/artifacts/" + name);
            assertThat(answer.statusCode()).as(name + ": " + answer.body()).isBetween(400, 499);
            assertThat(answer.body()).doesNotContain("top secret").doesNotContain("root:");
        }
    }
}
