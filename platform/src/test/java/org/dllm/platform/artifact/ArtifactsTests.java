package org.dllm.platform.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import org.dllm.experiments.experiment.RunEvent.Artifact;
import org.dllm.platform.TestDatabase;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.TestRuns;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class ArtifactsTests {

    private final Artifacts artifacts;
    private final RunId run;

    ArtifactsTests(TestDatabase database) {
        database.clear();
        artifacts = database.get(Artifacts.class);
        run = TestRuns.queued(database);
    }

    @Test
    void theLastArtifactOfANameIsKept() {
        var old = new Artifact("model", "artifacts/a.safetensors", "ab".repeat(32), 10);
        var last = new Artifact("model", "artifacts/b.safetensors", "cd".repeat(32), 20);
        artifacts.put(run, old);
        artifacts.put(run, last);
        artifacts.put(run, new Artifact("activity", "artifacts/c.json", "ef".repeat(32), 30));

        assertThat(artifacts.find(run, "model")).contains(last);
        assertThat(artifacts.find(run, "../model")).isEmpty();
        assertThat(artifacts.of(run))
                .extracting(Artifact::name)
                .containsExactly("activity", "model");
    }
}
