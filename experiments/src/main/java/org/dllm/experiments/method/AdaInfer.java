package org.dllm.experiments.method;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dllm.experiments.model.LlamaConfig;
import org.dllm.experiments.routing.ConfidentExit;
import org.dllm.experiments.routing.Decider;
import org.dllm.experiments.routing.ExitClassifier;
import org.dllm.experiments.routing.KvPolicy;
import org.dllm.experiments.routing.Site;
import org.dllm.experiments.routing.SiteMode;
import org.dllm.experiments.spec.AllowedValues;
import org.dllm.experiments.spec.Default;
import org.dllm.experiments.spec.Range;
import org.dllm.experiments.spec.Rule;
import org.dllm.experiments.spec.SpecException;
import org.jspecify.annotations.Nullable;

/**
 * AdaInfer (Fan et al. 2024, arXiv 2403.02181): after some layers the final norm and the head
 * predict the next token; once a classifier trusts the prediction, the later layers are skipped.
 * The model trains without exits. Then the classifier is fitted on held-out training examples; its
 * label is 1 iff the likeliest token after the layer is the likeliest token after all layers.
 * D-LLM's table runs it on LoRA-tuned LLaMA2-7B with two linear layers of 512 hidden units, at
 * FLOPs .56 to .90; the exact match on GSM8K is .00 there, against .27 of LoRA alone.
 *
 * @param classifier {@code mlp}: 2→hidden→2; {@code linear}: 2→2
 * @param hidden width of the hidden layer of {@code mlp}
 * @param probes the layers, 0-based, after which the head is applied; a head costs as much as
 *     several layers of a model with a large vocabulary. Absent: after a quarter, a half and three
 *     quarters of the layers
 * @param kv KV entries of a token in the layers that it skips: {@code copy}: computed from the
 *     hidden state with which it exited, as in CALM; {@code mask}: none, later tokens do not attend
 *     to it. With {@code per: sequence} no token reads these entries, so both give the same answers
 * @param per {@code token}: each token exits on its own; {@code sequence}: the last token of the
 *     prompt decides for the prompt and the answer
 * @param threshold least probability of an exit
 * @param fit held-out examples and training of the classifier
 */
public record AdaInfer(
        @Default("mlp") @AllowedValues({"mlp", "linear"}) String classifier,
        @Default("512") @Range(min = 1, max = 65536) int hidden,
        @Nullable @Range(min = 0) List<Integer> probes,
        @Default("copy") @AllowedValues({"copy", "mask", "recompute"}) String kv,
        @Default("token") @AllowedValues({"token", "sequence"}) String per,
        @Default("0.5") @Range(above = 0, below = 1) double threshold,
        @Default("{}") FitSpec fit)
        implements MethodSpec {

    private static final String LABEL =
            "1 if the likeliest next token after the layer is that after all layers";

    public AdaInfer {
        requireSaving(kv);
        probes = probes == null ? null : probes.stream().sorted().distinct().toList();
    }

    @Rule("kv")
    static void requireSaving(String kv) {
        if (kv.equals("recompute")) {
            throw SpecException.of(
                    "method.kv",
                    "copy or mask: the entries of the dense model need the hidden states of all"
                            + " layers, so a token that exits would execute every layer after all",
                    kv);
        }
    }

    /** The layers with a head in a model of {@code layers} layers, ascending. */
    private List<Integer> probes(int layers) {
        return probes != null
                ? probes
                : Stream.of(1, 2, 3)
                        .map(quarter -> quarter * layers / 4 - 1)
                        .filter(layer -> layer >= 0)
                        .distinct()
                        .toList();
    }

    @Override
    public void requireReachable(int layers) {
        requireProbes(layers, probes);
    }

    @Rule(value = "probes", outside = LAYERS)
    static void requireProbes(int layers, @Nullable List<Integer> probes) {
        boolean some = probes == null ? layers > 1 : !probes.isEmpty();
        if (!some || (probes != null && probes.stream().anyMatch(probe -> probe > layers - 2))) {
            throw SpecException.of(
                    "method.probes",
                    "some of the layers 0 to %d: after the model's last layer there is nothing to skip"
                            .formatted(layers - 2),
                    String.valueOf(probes));
        }
    }

    @Override
    public int heldOut() {
        return fit.heldOut();
    }

    private boolean isPerSequence() {
        return per.equals("sequence");
    }

    private ExitClassifier.Network network() {
        return new ExitClassifier.Network(classifier.equals("mlp") ? hidden : 0);
    }

    @Override
    public Resolution fit(HeldOutModel model, Resolution decided) {
        ExitSamples samples = model.exits(probes(model.layers()), isPerSequence());
        ExitClassifier fitted = ExitTraining.fit(samples, network(), fit, model.streams());
        long positives =
                IntStream.range(0, samples.size()).filter(i -> samples.agrees()[i]).count();
        return decided.with(
                new Resolution.Exit(
                        LABEL,
                        fitted.text(),
                        samples.size(),
                        (double) positives / samples.size(),
                        ExitTraining.accuracy(fitted, samples),
                        model.source()));
    }

    @Override
    public Method fitted(Resolution resolution) {
        Resolution.Exit exit =
                Optional.ofNullable(resolution.exit())
                        .orElseThrow(() ->
                                new IllegalArgumentException(
                                        "expected the classifier that the run fitted, but its"
                                                + " resolution has none"));
        return new Exiting(this, ExitClassifier.of(network(), exit.weights()));
    }

    /** The method with a fitted classifier. */
    private record Exiting(AdaInfer spec, ExitClassifier classifier) implements Method {

        @Override
        public SiteMode mode(int site, int layers) {
            if (!Site.isAttention(site)) {
                return SiteMode.FOLLOW;
            }
            int first = spec.probes(layers).getFirst();
            return Site.layer(site) <= first ? SiteMode.EXECUTE : SiteMode.ASK;
        }

        @Override
        public Optional<Decider> decider(LlamaConfig model) {
            return Optional.of(
                    new ConfidentExit(
                            classifier,
                            spec.probes(model.layers()),
                            spec.threshold,
                            spec.isPerSequence(),
                            2L * model.width() * model.vocabulary()));
        }

        @Override
        public KvPolicy kvPolicy() {
            return KvPolicy.of(spec.kv.equals("mask"));
        }
    }

    @Override
    public MethodText text() {
        return new MethodText(
                "adainfer",
                isPerSequence() ? "AdaInfer, per sequence" : "AdaInfer",
                "A token skips the remaining layers once a classifier trusts the next token that"
                        + " the head predicts from its hidden state.");
    }
}
