package org.dllm.experiments.experiment;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.dllm.experiments.method.MethodSpec;
import org.dllm.experiments.spec.SpecError;
import org.dllm.experiments.spec.SpecErrors;
import org.dllm.experiments.spec.SpecException;

/** Checks that the models of a document exist and have the layers that its methods require. */
final class ModelChecks {

    private final Path dataDir;
    private final SpecErrors errors;
    private final Map<String, OptionalInt> layers = new HashMap<>();

    /**
     * @param dataDir the folder that holds {@code models/}
     * @param errors receives the errors
     */
    ModelChecks(Path dataDir, SpecErrors errors) {
        this.dataDir = dataDir;
        this.errors = errors;
    }

    void all(List<DraftRun> runs) {
        runs.stream()
                .flatMap(run -> from(run).stream())
                .distinct()
                .filter(from -> !ModelResolver.isResolvable(from, dataDir))
                .forEach(from ->
                        errors.add(
                                new SpecError(
                                        "model.from",
                                        "an absolute path or one of "
                                                + String.join(", ", ModelResolver.known(dataDir)),
                                        from)));
        runs.forEach(this::checkLayers);
    }

    private void checkLayers(DraftRun run) {
        // the place of a run without variants is empty
        String place = run.place().isEmpty() ? "" : "variants." + run.name() + ": ";
        layers(run)
                .ifPresent(count -> {
                    try {
                        MethodSpec.requireReachable(run.spec(), count);
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

    private Optional<Integer> layers(String from) {
        OptionalInt count =
                layers.computeIfAbsent(
                        from,
                        _ ->
                                ModelResolver.isResolvable(from, dataDir)
                                        ? ModelResolver.layers(from, dataDir)
                                        : OptionalInt.empty());
        return count.isPresent() ? Optional.of(count.getAsInt()) : Optional.empty();
    }

    private static Optional<String> from(DraftRun run) {
        return run.spec().known("model.from", String.class);
    }
}
