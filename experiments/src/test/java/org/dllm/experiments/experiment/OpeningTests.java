package org.dllm.experiments.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpeningTests {

    private static final String SPEC =
            """
            name: tiny
            model: {shape: {layers: 2, width: 16, hidden: 24, heads: 2, keyValueHeads: 1, context: 64, tokenizer: characters}}
            method: Dense
            """;

    @TempDir private Path folder;
    private Path artifacts = Path.of("");

    private RunExecution open(String home, String... sets) {
        var spec = SpecDocument.parse(SPEC, List.of(sets)).plan().getFirst().spec();
        var workspace = new Workspace(folder.resolve(home), folder, System::nanoTime, _ -> {});
        return RunExecution.open(spec, workspace);
    }

    @BeforeEach
    void publish() {
        publish("base");
    }

    private void publish(String home, String... sets) {
        artifacts = folder.resolve(home).resolve("artifacts");
        try (var execution = open(home, sets)) {
            execution.train(Long.MAX_VALUE);
            execution.publish();
        }
    }

    @Test
    void aPublishedRunIsOpenedWithItsOwnThreads() throws IOException {
        int before = JniUtils.getNumThreads();
        inManifest("\"threads\":1", "\"threads\":2");
        try (var _ = PublishedRun.open(artifacts, folder)) {
            assertThat(JniUtils.getNumThreads()).isEqualTo(2);
        } finally {
            JniUtils.setNumThreads(before);
        }
    }

    @Test
    void aPublishedRunIsOpenedOnItsOwnDevice() throws IOException {
        inManifest("\"device\":\"cpu\"", "\"device\":\"cuda:99\"");
        assertThatThrownBy(() -> PublishedRun.open(artifacts, folder))
                .hasMessageMatching("device: expected .*, found cuda:99");
    }

    @Test
    void anExperimentThatFailsToOpenClosesItsModel() throws IOException {
        String from = "model={from: " + artifacts.resolve("model") + "}";
        try (var _ = open("opens", from)) {
            assertThat(mapped()).isTrue();
        }
        assertThat(mapped()).isFalse();
        assertThatThrownBy(() -> open("fails", from, "method={type: RandomSkip, rate: 0.1}"))
                .hasMessageContaining("method.rate");
        assertThat(mapped()).isFalse();
    }

    @Test
    void aPublishedRunThatFailsToOpenClosesItsModel() throws IOException {
        publish("routed", "method={type: Dllm, target: 1, keep: {layers: 1}}");
        Files.write(artifacts.resolve(Publication.TRAINED), new byte[] {1, 2, 3});
        assertThatThrownBy(() -> PublishedRun.open(artifacts, folder))
                .hasMessageContaining(Publication.TRAINED);
        assertThat(mapped()).isFalse();
    }

    @Test
    void aModelWithoutTokenizerIsClosed() throws IOException {
        Files.delete(artifacts.resolve("model/tokenizer.json"));
        assertThatThrownBy(() -> PublishedRun.open(artifacts, folder))
                .hasMessageContaining("no tokenizer");
        assertThat(mapped()).isFalse();
    }

    @Test
    void aTokenizerLargerThanTheEmbeddingIsReportedWithTheModelsName() throws IOException {
        Path tokenizer = artifacts.resolve("model/tokenizer.json");
        String text = Files.readString(tokenizer);
        assertThat(text).contains("\"added_tokens\":[");
        Files.writeString(
                tokenizer,
                text.replace(
                        "\"added_tokens\":[",
                        "\"added_tokens\":[{\"id\":49,\"content\":\"<more>\",\"single_word\":false,"
                                + "\"lstrip\":false,\"rstrip\":false,\"normalized\":false,"
                                + "\"special\":true},"));
        assertThatThrownBy(() -> PublishedRun.open(artifacts, folder))
                .hasMessageContaining(artifacts.resolve("model").toString())
                .hasMessageContaining("its tokenizer has 50");
        assertThat(mapped()).isFalse();
    }

    /** Whether this process has mapped the published weights into memory. */
    private boolean mapped() throws IOException {
        return Files.readString(Path.of("/proc/self/maps")).contains(artifacts.toString());
    }

    private void inManifest(String recorded, String says) throws IOException {
        Path manifest = artifacts.resolve("manifest.json");
        String text = Files.readString(manifest);
        assertThat(text).contains(recorded);
        Files.writeString(manifest, text.replace(recorded, says));
    }
}
