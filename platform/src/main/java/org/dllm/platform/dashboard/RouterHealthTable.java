package org.dllm.platform.dashboard;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The health of a run's routers on the texts of one task.
 *
 * @param all of all routers
 * @param layers of the routed layers, the highest first, as in heat maps
 * @param variance mean variance of decisions over tokens
 * @param constant share of routers that decide the same for almost every token
 */
record RouterHealthTable(
        String task, Row all, List<Row> layers, Quantity variance, Quantity constant) {

    private static final Pattern LAYER = Pattern.compile("/layer_(\\d+)");
    private static final double MOST = 0.5;

    /**
     * @param layer its number; a word for all layers
     */
    record Row(String layer, Quantity rate, Quantity entropy, Quantity flips) {

        private static Row of(String layer, String suffix, String prefix, FinalMetrics values) {
            return new Row(
                    layer,
                    values.of(prefix + "executed_rate" + suffix),
                    values.of(prefix + "entropy" + suffix),
                    values.of(prefix + "flip_rate" + suffix));
        }
    }

    /** The tables of the tasks whose routers were measured. */
    static List<RouterHealthTable> of(FinalMetrics values) {
        return values.measured().stream()
                .flatMap(task -> of(task.task(), values).stream())
                .toList();
    }

    private static Optional<RouterHealthTable> of(String task, FinalMetrics values) {
        String prefix = task + "/router/";
        Quantity constant = values.of(prefix + "constant_layers");
        if (constant.value() == null) {
            return Optional.empty();
        }
        List<Row> layers =
                values.endings(prefix + "executed_rate").stream()
                        .flatMap(ending -> layer(ending, prefix, values))
                        .toList();
        return Optional.of(
                new RouterHealthTable(
                        task,
                        Row.of("all", "", prefix, values),
                        layers.reversed(),
                        values.of(prefix + "token_variance"),
                        constant));
    }

    private static Stream<Row> layer(String ending, String prefix, FinalMetrics values) {
        Matcher layer = LAYER.matcher(ending);
        return layer.matches()
                ? Stream.of(
                        Row.of(
                                Integer.toString(Integer.parseInt(layer.group(1))),
                                ending,
                                prefix,
                                values))
                : Stream.empty();
    }

    /** Whether at least half of the routers decide the same for almost every token. */
    public boolean mostlyConstant() {
        return constant.value() != null && constant.value() >= MOST;
    }
}
