package org.dllm.experiments.experiment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dllm.experiments.checkpoint.FileHash;
import org.dllm.experiments.checkpoint.Snapshot;
import org.dllm.experiments.checkpoint.SnapshotFile;
import org.dllm.experiments.model.io.LlamaTensors;
import org.dllm.experiments.model.tokenizer.TokenizerFile;
import org.dllm.experiments.train.Parameter;
import org.dllm.experiments.train.TrainableWeights;

/**
 * Writes the artifacts of a run: the manifest, the step count and the trained weights. If all
 * weights trained, these are a model in the Hugging Face format; otherwise only the low-rank
 * updates and routers.
 */
record Publication(Workspace workspace, BaseModel base, TrainableWeights weights) {

    /** Low-rank updates and routers. */
    static final String TRAINED = "trained.safetensors";

    List<RunEvent.Artifact> publish(RunEvent.Manifest manifest, RunLength length) {
        Path folder = workspace.folder().resolve("artifacts");
        var artifacts = new ArrayList<RunEvent.Artifact>();
        artifacts.add(text(folder.resolve("manifest.json"), manifest.json()));
        artifacts.add(text(folder.resolve(RunLength.FILE), length.json()));
        if (weights.recipe().lora() == null) {
            Path model = folder.resolve("model");
            artifacts.add(tensors(model.resolve("model.safetensors"), model(), "pt"));
            artifacts.add(
                    text(
                            model.resolve("config.json"),
                            ModelConfig.json(base.config(), base.tokenizer())));
            TokenizerFile tokenizer = base.tokenizer().file();
            artifacts.add(bytes(model.resolve(tokenizer.name()), tokenizer.content()));
            artifacts.add(
                    text(
                            model.resolve("tokenizer_config.json"),
                            ModelConfig.tokenizerJson(base.tokenizer())));
        }
        if (!weights.added().isEmpty()) {
            artifacts.add(tensors(folder.resolve(TRAINED), tensors(weights.added()), "dllm"));
        }
        return artifacts;
    }

    private Map<String, Snapshot.Tensor> model() {
        var tensors = new LinkedHashMap<String, Snapshot.Tensor>();
        LlamaTensors.of(base.config())
                .forEach((name, shape) ->
                        tensors.put(
                                name,
                                new Snapshot.Tensor(
                                        shape.getShape(),
                                        () -> weights.float32(name, Arena.ofAuto()))));
        return tensors;
    }

    private static Map<String, Snapshot.Tensor> tensors(List<Parameter> parameters) {
        var tensors = new LinkedHashMap<String, Snapshot.Tensor>();
        parameters.forEach(p ->
                tensors.put(
                        p.name(), new Snapshot.Tensor(p.value().getShape().getShape(), p::bytes)));
        return tensors;
    }

    private RunEvent.Artifact tensors(
            Path file, Map<String, Snapshot.Tensor> tensors, String format) {
        try {
            Files.createDirectories(file.getParent());
            Files.deleteIfExists(file);
            SnapshotFile.write(
                    new Snapshot(new LinkedHashMap<>(tensors), Map.of("format", format)), file);
            return artifact(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private RunEvent.Artifact bytes(Path file, byte[] bytes) {
        AtomicFile.write(file, bytes);
        return artifact(file);
    }

    private RunEvent.Artifact text(Path file, String text) {
        AtomicFile.write(file, text);
        return artifact(file);
    }

    private RunEvent.Artifact artifact(Path file) {
        try {
            String name = workspace.folder().resolve("artifacts").relativize(file).toString();
            String path = workspace.folder().relativize(file).toString();
            return new RunEvent.Artifact(
                    name.replace('/', '-'), path, FileHash.sha256(file), Files.size(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
