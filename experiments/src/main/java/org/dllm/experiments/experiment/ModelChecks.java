package org.dllm.experiments.experiment;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.dllm.experiments.method.MethodSpec;
import org.dllm.experiments.spec.SpecError;
import org.dllm.experiments.spec.SpecErrors;
import org.dllm.experiments.spec.SpecException;

/** Checks that the models of a document exist and have the layers that its methods require. */
final class ModelChecks {

    /** Opening a model reads its header, so a plan opens only some; each run checks its own. */
    private static final int MOST_OPENED = 8;

    private final Path dataDir;
    private final SpecErrors errors;
    private final Set<String> known;
    private final Map<String, OptionalInt> layers = new HashMap<>();

    /**
     * @param dataDir the folder that holds {@code models/}
     * @param errors receives the errors
     */
    ModelChecks(Path dataDir, SpecErrors errors) {
        this.dataDir = dataDir;
        this.errors = errors;
        known = ModelResolver.known(dataDir);
    }

    void all(List<DraftRun> runs) {
        runs.stream()
                .flatMap(run -> from(run).stream())
                .distinct()
                .filter(from -> !isResolvable(from))
                .forEach(from ->
                        errors.add(
                                new SpecError(
                                        "model.from",
                                        "an absolute path or one of " + String.join(", ", known),
                                        from)));
        runs.forEach(this::checkLayers);
    }

    private void checkLayers(DraftRun run) {
        // the place of a run without variants is empty
        String place = run.place().prefix().isEmpty() ? "" : "variants." + run.name() + ": ";
        layers(run)
                .ifPresent(count -> {
                    try {
                        run.spec().check("method", MethodSpec.LAYERS, count);
                    } catch (SpecException e) {
                        errors.addAll(e, place);
                    }
                });
    }

    private Optional<Integer> layers(DraftRun run) {
        if (run.spec().given("model.from") && run.spec().given("model.shape")) {
            return Optional.empty();
        }
        return run.spec()
                .known("model.shape.layers", Integer.class)
                .or(() -> from(run).flatMap(from -> layers(from)));
    }

    private boolean isResolvable(String from) {
        return ModelResolver.isResolvable(from, dataDir, known);
    }

    private Optional<Integer> layers(String from) {
        if (!layers.containsKey(from) && isResolvable(from) && layers.size() < MOST_OPENED) {
            layers.put(from, ModelResolver.layers(from, dataDir));
        }
        OptionalInt count = layers.getOrDefault(from, OptionalInt.empty());
        return count.isPresent() ? Optional.of(count.getAsInt()) : Optional.empty();
    }

    private static Optional<String> from(DraftRun run) {
        return run.spec().known("model.from", String.class);
    }
}
