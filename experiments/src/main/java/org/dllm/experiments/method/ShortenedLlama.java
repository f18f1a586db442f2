package org.dllm.experiments.method;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.dllm.experiments.routing.SiteMode;
import org.dllm.experiments.spec.AllowedValues;
import org.dllm.experiments.spec.Default;
import org.dllm.experiments.spec.ExactlyOne;
import org.dllm.experiments.spec.Range;
import org.dllm.experiments.spec.Rule;
import org.dllm.experiments.spec.SpecException;
import org.jspecify.annotations.Nullable;

/**
 * Shortened LLaMA (Kim et al. 2024): the least important blocks on calibration text are removed at
 * once before training; every token executes the others. With 11 of 32 blocks removed from
 * LLaMA2-7B, the D-LLM paper reports perplexity 7.09 (by perplexity) and 7.65 (by Taylor) on
 * Alpaca, and 4.69 with all blocks.
 *
 * @param by {@code perplexity}: without the block; {@code taylor}: sum of |weight x gradient| over
 *     the block's weights
 * @param remove number of blocks to remove
 * @param rate instead: the share of blocks that stay, rounded to whole blocks
 * @param rateOf instead of either: the sibling variant whose measured rate is used
 * @param measured instead of these: the rate that the sibling measured
 * @param keepEnds whether the first four blocks and the last two stay, as in the paper's "+"
 *     variants
 */
@ExactlyOne(
        value = {"remove", "rate", "rateOf", "measured"},
        description = "one of method.remove, method.rate and method.rateOf")
public record ShortenedLlama(
        @Default("perplexity") @AllowedValues({"perplexity", "taylor"}) String by,
        @Nullable @Range(min = 1) Integer remove,
        @Nullable @Range(above = 0, max = 1) Double rate,
        @Nullable String rateOf,
        @Nullable MeasuredRate measured,
        @Default("true") boolean keepEnds,
        CalibrationSpec calibration)
        implements MethodSpec {

    private static final String REMOVE = "method.remove";

    public ShortenedLlama(String by, int remove, boolean keepEnds, CalibrationSpec calibration) {
        this(by, remove, null, null, null, keepEnds, calibration);
    }

    @Override
    public Optional<String> sibling() {
        return Optional.ofNullable(rateOf);
    }

    @Override
    public Optional<TargetRate> targetRate() {
        return TargetRate.given(rate, measured).map(TargetRate::ofLayers);
    }

    @Override
    public ShortenedLlama atRate(MeasuredRate found) {
        return new ShortenedLlama(by, null, null, null, found, keepEnds, calibration);
    }

    private int removed(int layers) {
        return remove != null ? remove : layers - new LayerCount(rate, measured).of(layers, rateOf);
    }

    @Override
    public Optional<CalibrationSpec> calibrationText() {
        return Optional.of(calibration);
    }

    @Override
    public Resolution resolve(CalibratedModel model) {
        BlockRanking ranking = model.ranking(by);
        List<Integer> order = keepEnds ? ranking.orderKeepingEnds() : ranking.order();
        return Resolution.of(
                new Resolution.Removed(
                        order.subList(0, removed(model.layers())),
                        order,
                        ranking.scores(),
                        model.source()));
    }

    @Override
    public StaticLayers resolved(Resolution resolution) {
        Resolution.Removed removed = resolution.removed();
        if (removed == null) {
            throw new IllegalArgumentException(
                    "expected the blocks that the run removed, but its resolution has none");
        }
        List<Integer> others =
                IntStream.range(0, removed.scores().size())
                        .boxed()
                        .filter(block -> !removed.blocks().contains(block))
                        .toList();
        return new StaticLayers(others);
    }

    @Override
    public SiteMode mode(int site, int layers) {
        throw new IllegalStateException("the blocks to remove must be chosen first");
    }

    @Override
    public void requireReachable(int layers) {
        if (remove != null) {
            requireRemovable(layers, remove, keepEnds);
        } else if (new LayerCount(rate, measured).isKnown()) {
            requireRemovable(
                    rate != null ? "method.rate" : "method.measured.rate",
                    layers,
                    removed(layers),
                    keepEnds);
        }
    }

    @Rule(
            value = {"rate", "keepEnds"},
            outside = LAYERS)
    static void requireReachable(int layers, double rate, boolean keepEnds) {
        int removed = layers - new LayerCount(rate, null).of(layers, null);
        requireRemovable("method.rate", layers, removed, keepEnds);
    }

    @Rule(
            value = {"remove", "keepEnds"},
            outside = LAYERS)
    static void requireRemovable(int layers, int remove, boolean keepEnds) {
        requireRemovable(REMOVE, layers, remove, keepEnds);
    }

    private static void requireRemovable(String setting, int layers, int remove, boolean keepEnds) {
        int most = BlockRanking.removable(layers, keepEnds);
        if (remove > most) {
            throw SpecException.of(
                    setting,
                    (setting.equals(REMOVE) ? "" : "a rate that removes ")
                            + "at most %d of the model's %d blocks, because %s"
                                    .formatted(
                                            most,
                                            layers,
                                            keepEnds
                                                    ? "method.keepEnds keeps the first four and the"
                                                            + " last two"
                                                    : "one must stay"),
                    Integer.toString(remove));
        }
    }

    @Override
    public boolean differsByToken() {
        return false;
    }

    @Override
    public MethodText text() {
        return new MethodText(
                "shortened",
                "Shortened-LLaMA, " + by,
                "Blocks that matter least on calibration text are removed; all tokens execute the"
                        + " others.");
    }
}
