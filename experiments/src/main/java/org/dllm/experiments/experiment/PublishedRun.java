package org.dllm.experiments.experiment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.dllm.experiments.eval.EvaluatedModel;
import org.dllm.experiments.method.MethodSpec;
import org.dllm.experiments.method.Resolution;
import org.dllm.experiments.model.io.Safetensors;
import org.dllm.experiments.model.io.TensorFile;
import org.dllm.experiments.random.RandomStreams;
import org.dllm.experiments.train.Recipe;
import org.dllm.experiments.train.TrainableWeights;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The model of a finished run, loaded from the run's artifacts. */
public final class PublishedRun implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final RunContext context;
    private final MethodSpec method;
    private final TrainedModel model;

    private PublishedRun(RunContext context, MethodSpec method, TrainedModel model) {
        this.context = context;
        this.method = method;
        this.model = model;
    }

    /** Whether a folder holds the artifacts of a run. */
    public static boolean isIn(Path folder) {
        return Files.isRegularFile(folder.resolve("manifest.json"))
                && !Files.exists(folder.resolve("config.json"));
    }

    /**
     * @param artifacts the run's folder of that name, with {@code manifest.json}
     * @param dataDir the data folder that contains the base, if the run did not train it
     */
    public static PublishedRun open(Path artifacts, Path dataDir) {
        JsonNode manifest = json(artifacts.resolve("manifest.json"));
        ExperimentSpec spec = SpecJson.read(manifest.get("spec").toString());
        Resolution resolution = Manifest.resolution(manifest);
        MethodSpec method = spec.method().resolved(resolution);
        var streams = new RandomStreams(spec.seed());
        RunContext context =
                RunContext.open(spec.resources(), () -> base(spec, artifacts, dataDir, streams));
        Path trained = artifacts.resolve(Publication.TRAINED);
        try {
            if (spec.lora() != null) {
                requireBase(manifest.path("models"), context.base());
            }
            return new PublishedRun(
                    context, method, model(spec, method, resolution, trained, context));
        } catch (RuntimeException | Error e) {
            context.close();
            throw e;
        }
    }

    /**
     * The evaluation metrics of the run of a spec, if this run has finished in the folder;
     * otherwise empty.
     */
    public static Map<String, Double> measured(Path folder, ExperimentSpec spec) {
        Path manifest = folder.resolve("artifacts").resolve("manifest.json");
        boolean ended =
                Files.exists(manifest)
                        && json(manifest)
                                .path("specSha256")
                                .asString("")
                                .equals(SpecJson.sha256(spec));
        return ended ? new Measurements(folder).of(spec.evaluations()) : Map.of();
    }

    private static BaseModel base(
            ExperimentSpec spec, Path artifacts, Path dataDir, RandomStreams streams) {
        return spec.lora() == null
                ? ModelResolver.open(artifacts.resolve("model").toString(), dataDir)
                : BaseModel.open(spec.model(), dataDir, streams);
    }

    /** Weights trained on a frozen base are valid only with that base. */
    private static void requireBase(JsonNode models, BaseModel base) {
        var names = new TreeSet<>(models.propertyNames());
        names.addAll(base.hashes().keySet());
        List<String> differing =
                names.stream()
                        .filter(name -> !recordedHash(models, name).equals(actualHash(base, name)))
                        .map(name ->
                                "%s, expected %s, found %s"
                                        .formatted(
                                                name,
                                                recordedHash(models, name),
                                                actualHash(base, name)))
                        .toList();
        if (!differing.isEmpty()) {
            throw new IllegalArgumentException(
                    "the run started from another base: " + String.join("; ", differing));
        }
    }

    private static String recordedHash(JsonNode models, String name) {
        return models.path(name).asString("none");
    }

    private static String actualHash(BaseModel base, String name) {
        return base.hashes().getOrDefault(name, "none");
    }

    private static TrainedModel model(
            ExperimentSpec spec,
            MethodSpec method,
            Resolution resolution,
            Path trained,
            RunContext context) {
        BaseModel base = context.base();
        var streams = new RandomStreams(spec.seed());
        var recipe = new Recipe(base.config(), method, spec.lora(), spec.model().precision());
        var weights = new TrainableWeights(recipe, base.weights(), streams, context.manager());
        if (!weights.added().isEmpty()) {
            try (TensorFile file = Safetensors.open(trained)) {
                weights.putAdded(file::float32);
            }
        }
        return TrainedModel.of(
                base, weights, method.fitted(resolution), streams, context.manager());
    }

    private static JsonNode json(Path manifest) {
        try {
            return JSON.readTree(Files.readString(manifest));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The model with its routers, ready to be evaluated. */
    public EvaluatedModel evaluatedModel() {
        return model.evaluatedModel();
    }

    /**
     * The model with another threshold of its routers; this run closes it.
     *
     * @param threshold in (0, 1)
     * @throws IllegalArgumentException the run's method has no threshold
     */
    public EvaluatedModel evaluatedModel(double threshold) {
        return model.evaluatedModel(method.atThreshold(threshold));
    }

    @Override
    public void close() {
        model.close();
        context.close();
    }
}
