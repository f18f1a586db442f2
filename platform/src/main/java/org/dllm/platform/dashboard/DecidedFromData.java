package org.dllm.platform.dashboard;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dllm.experiments.experiment.Manifest;
import org.dllm.experiments.method.MeasuredRate;
import org.dllm.experiments.method.Resolution;
import org.dllm.experiments.spec.SpecBinder;
import org.dllm.experiments.spec.SpecException;
import org.dllm.platform.run.RunProvenance;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a run's method decided from data, as its page shows it. Each part is null unless the method
 * made that decision; all are null until the run has recorded its manifest.
 */
record DecidedFromData(
        @Nullable Kept kept,
        @Nullable Removed removed,
        @Nullable Rates rates,
        @Nullable Exit exit) {

    private static final JsonMapper JSON = JsonMapper.shared();

    static DecidedFromData of(RunProvenance provenance) {
        Resolution resolution = resolution(provenance.manifest());
        MeasuredRate rate = rate(JSON.readTree(provenance.spec()).path("method").path("measured"));
        return new DecidedFromData(
                resolution.kept() == null ? null : Kept.of(resolution.kept()),
                resolution.removed() == null ? null : Removed.of(resolution.removed()),
                rate == null ? null : Rates.of(rate),
                resolution.exit() == null ? null : Exit.of(resolution.exit()));
    }

    /** A manifest of an older version, which this one cannot read, counts as one without data. */
    private static Resolution resolution(@Nullable String manifest) {
        try {
            return manifest == null
                    ? Resolution.NONE
                    : Manifest.resolution(JSON.readTree(manifest));
        } catch (JacksonException _) {
            return Resolution.NONE;
        }
    }

    private static @Nullable MeasuredRate rate(JsonNode measured) {
        try {
            return measured.isObject() ? SpecBinder.bind(measured, MeasuredRate.class) : null;
        } catch (SpecException _) {
            return null;
        }
    }

    /** Whether the method decided anything from data. */
    public boolean any() {
        return Stream.of(kept, removed, rates, exit).anyMatch(Objects::nonNull);
    }

    /**
     * The set of layers that a search chose.
     *
     * @param layers ranges: {@code 0–3, 7}
     * @param sets in the order of the search, the chosen one first
     */
    record Kept(String layers, List<TriedSet> sets, Source source) {

        private static Kept of(Resolution.Kept kept) {
            double best = kept.tried().isEmpty() ? Double.NaN : kept.tried().getFirst().nll();
            return new Kept(
                    ranges(kept.layers()),
                    kept.tried().stream()
                            .map(one ->
                                    new TriedSet(
                                            ranges(one.layers()),
                                            one.layers().size(),
                                            new Quantity(one.nll()),
                                            new Quantity(one.nll() - best)))
                            .toList(),
                    Source.of(kept.source()));
        }
    }

    /**
     * @param nll mean negative log-likelihood of a token of the text, in nats
     * @param above its distance to that of the chosen set
     */
    record TriedSet(String layers, int count, Quantity nll, Quantity above) {}

    /**
     * Removed layers and the ranking of all.
     *
     * @param layers in the order of removal
     * @param blocks those that may be removed in the order of removal, then the others
     */
    record Removed(String layers, List<RankedBlock> blocks, Source source) {

        private static Removed of(Resolution.Removed removed) {
            var blocks = new ArrayList<RankedBlock>();
            Set<Integer> gone = new HashSet<>(removed.blocks());
            List<Integer> order = removed.order();
            for (int place = 0; place < order.size(); place++) {
                int block = order.get(place);
                blocks.add(
                        new RankedBlock(
                                Integer.toString(place + 1),
                                block,
                                new Quantity(removed.scores().get(block)),
                                gone.contains(block) ? "removed" : "kept"));
            }
            IntStream.range(0, removed.scores().size())
                    .filter(block -> !order.contains(block))
                    .forEach(block ->
                            blocks.add(
                                    new RankedBlock(
                                            "–",
                                            block,
                                            new Quantity(removed.scores().get(block)),
                                            "never removed")));
            return new Removed(
                    removed.blocks().stream()
                            .map(String::valueOf)
                            .collect(Collectors.joining(", ")),
                    blocks,
                    Source.of(removed.source()));
        }
    }

    /**
     * @param place in the order of removal, from 1
     * @param score importance
     */
    record RankedBlock(String place, int layer, Quantity score, String fate) {}

    /**
     * The executed rates of the sibling.
     *
     * @param layers the highest first, as in heat maps; empty if the method uses one rate
     */
    record Rates(String run, String metric, Quantity all, List<LayerRate> layers) {

        private static Rates of(MeasuredRate rate) {
            return new Rates(
                    rate.run(),
                    rate.metric(),
                    new Quantity(rate.rate()),
                    IntStream.range(0, rate.layers().size())
                            .mapToObj(layer ->
                                    new LayerRate(layer, new Quantity(rate.layers().get(layer))))
                            .toList()
                            .reversed());
        }
    }

    /** The sibling's executed rate of a layer. */
    record LayerRate(int layer, Quantity rate) {}

    /**
     * The fitted classifier of early exits.
     *
     * @param constant accuracy of always predicting the more frequent label
     */
    record Exit(
            String label,
            Quantity samples,
            Quantity positives,
            Quantity accuracy,
            Quantity constant,
            Source source) {

        private static Exit of(Resolution.Exit exit) {
            return new Exit(
                    exit.label(),
                    new Quantity((double) exit.samples()),
                    new Quantity(exit.positives()),
                    new Quantity(exit.accuracy()),
                    new Quantity(Math.max(exit.positives(), 1 - exit.positives())),
                    Source.of(exit.source()));
        }
    }

    /** The data of a decision. */
    record Source(String text, String sha256) {

        private static final int SHOWN = 16;

        private static Source of(Resolution.Source source) {
            return new Source(source.text(), source.sha256());
        }

        /** The beginning of the hash. */
        public String hash() {
            return sha256.length() > SHOWN ? sha256.substring(0, SHOWN) + "…" : sha256;
        }
    }

    /** {@code 0–3, 7}: ascending layers, with ranges of at least two. */
    static String ranges(List<Integer> layers) {
        var parts = new ArrayList<String>();
        for (int from = 0; from < layers.size(); ) {
            int to = from;
            while (to + 1 < layers.size() && layers.get(to + 1) == layers.get(to) + 1) {
                to++;
            }
            parts.add(
                    to == from
                            ? layers.get(from).toString()
                            : layers.get(from) + "–" + layers.get(to));
            from = to + 1;
        }
        return parts.isEmpty() ? "none" : String.join(", ", parts);
    }
}
