package org.dllm.experiments.cli;

import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import org.dllm.experiments.experiment.ModelResolver;
import org.dllm.experiments.model.LlamaWeights;
import org.dllm.experiments.model.Precision;
import org.dllm.experiments.model.io.ModelFile;
import org.dllm.experiments.model.io.ModelFiles;
import org.dllm.experiments.model.tokenizer.Tokenizer;
import org.dllm.experiments.tensor.Devices;
import picocli.CommandLine.Option;

/** Options for the model of a command. */
final class ModelOptions {

    @Option(
            names = "--model",
            required = true,
            paramLabel = "FILE_OR_NAME",
            description = "a model file, its folder, or a name in the data folder's models/")
    private String model = "";

    @Option(
            names = "--data-dir",
            defaultValue = "${env:DLLM_DATA_DIR:-data}",
            description = "the data folder (${DEFAULT-VALUE})")
    private Path dataDir = Path.of("data");

    @Option(names = "--device", defaultValue = "cpu", description = "cpu or cuda:n")
    private String device = "cpu";

    @Option(names = "--precision", defaultValue = "fp32", description = "weights in fp32 or bf16")
    private String precision = "fp32";

    /** The model as given on the command line. */
    String model() {
        return model;
    }

    Path dataDir() {
        return dataDir;
    }

    ModelFile open() {
        return ModelFiles.open(ModelResolver.locate(model, dataDir));
    }

    Tokenizer tokenizer(ModelFile file) {
        return ModelResolver.tokenizerOf(file, model);
    }

    LlamaWeights load(ModelFile file) {
        return LlamaWeights.load(file, manager(), Precision.of(precision));
    }

    /** A new manager on the chosen device. */
    NDManager manager() {
        return NDManager.newBaseManager(Devices.of(device));
    }
}
