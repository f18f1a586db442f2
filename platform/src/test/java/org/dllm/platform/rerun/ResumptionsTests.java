package org.dllm.platform.rerun;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.dllm.platform.ServerTest;
import org.dllm.platform.TestLab;
import org.dllm.platform.home.LabFolders;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.RunState;
import org.dllm.platform.run.RunStorage;
import org.dllm.platform.run.Runs;
import org.dllm.platform.worker.Workers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.util.FileSystemUtils;

/**
 * A run resumes from its checkpoint, or starts at step 0 if requested, but never without a request.
 */
@ServerTest
class ResumptionsTests {

    @Autowired TestLab lab;
    @Autowired Runs runs;
    @Autowired RunStorage storage;
    @Autowired Workers workers;
    @Autowired LabFolders folders;
    private RunId run = new RunId("aaaaaaaa");

    @BeforeEach
    void aRunThatWasCancelledAtStep106() {
        run = lab.submit();
        runs.starting(run, 1);
        runs.checkpoint(run, 106);
        runs.cancelled(run);
    }

    @Test
    void aCheckpointInAnotherHomeIsReportedAndTheRunIsNotChanged() {
        storage.keep(run, "other-worker");
        HttpResponse<String> refused = resume("");
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body())
                .contains(
                        "step 106 is stored by worker other-worker",
                        "./dllm resume " + run + " --fresh");
        assertThat(runs.require(run).state()).isEqualTo(RunState.CANCELLED);
        assertThat(runs.require(run).checkpointStep()).isEqualTo(106);
    }

    @Test
    void aMissingCheckpointFolderIsReported() {
        storage.keep(run, workers.own());
        HttpResponse<String> refused = resume("");
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body()).contains("is missing, as is its folder", "--fresh");
        assertThat(runs.require(run).state()).isEqualTo(RunState.CANCELLED);
    }

    @Test
    void onRequestTheRunStartsAtStep0() {
        storage.keep(run, "other-worker");
        assertThat(resume("?fresh=true").statusCode()).isEqualTo(200);
        assertThat(runs.require(run).state()).isEqualTo(RunState.QUEUED);
        assertThat(runs.require(run).checkpointStep()).isNull();
        assertThat(storage.worker(run)).isEmpty();
    }

    @Test
    void aRunWithItsCheckpointInThisHomeFolderResumesFromIt() throws IOException {
        storage.keep(run, workers.own());
        Path spec = folders.run(run.value()).resolve("spec.json");
        Files.createDirectories(spec.getParent());
        Files.writeString(spec, "{}");
        assertThat(resume("?fresh=true").body())
                .contains("has its checkpoint at step 106 in this home");
        assertThat(resume("").statusCode()).isEqualTo(200);
        assertThat(runs.require(run).checkpointStep()).isEqualTo(106);
    }

    @Test
    void theWorkerOfAnArtifactInAnotherHomeIsNamed() throws IOException {
        RunId finished = lab.submit();
        lab.finish(finished);
        storage.keep(finished, "other-worker");
        String artifact = "/api/v1/runs/" + finished + "/artifacts/model.txt";
        assertThat(lab.caller().get(artifact).statusCode()).isEqualTo(200);
        FileSystemUtils.deleteRecursively(folders.run(finished.value()));
        HttpResponse<String> missing = lab.caller().get(artifact);
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(missing.body()).contains("stored by worker other-worker");
    }

    private HttpResponse<String> resume(String query) {
        return lab.caller().call("POST", "/api/v1/runs/" + run + "/resume" + query, "", Map.of());
    }
}
