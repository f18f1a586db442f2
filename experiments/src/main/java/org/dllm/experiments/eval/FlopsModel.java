package org.dllm.experiments.eval;

import java.util.Optional;
import org.dllm.experiments.method.Method;
import org.dllm.experiments.model.LlamaConfig;
import org.dllm.experiments.routing.Decider;
import org.dllm.experiments.routing.KvPolicy;
import org.dllm.experiments.routing.SkipPath;

/**
 * The cost of a token in floating-point operations of matrix products: 2 per weight, without norms,
 * rotation, softmax and activations. Adapters are merged, so they cost nothing.
 *
 * @param attention cost of an executed attention without attention to keys
 * @param feedForward cost of an executed feed-forward block
 * @param perKey cost of attending to one key
 * @param keyValue cost of the KV entry of a skipped attention; 0 if it is evicted or copied
 * @param head cost of one row of logits
 * @param decider the decider, whose decisions cost too
 */
public record FlopsModel(
        long attention,
        long feedForward,
        long perKey,
        long keyValue,
        long head,
        Optional<Decider> decider) {

    public static FlopsModel of(LlamaConfig config, Method method) {
        long width = config.width();
        return new FlopsModel(
                2 * config.attentionWeights(),
                2 * config.feedForwardWeights(),
                4L * config.queryWidth(),
                method.kvPolicy() == KvPolicy.COMPUTE ? 4 * width * config.keyValueWidth() : 0,
                2 * width * config.vocabulary(),
                method.decider(config));
    }

    /** Cost of a token that asked at a site and skips it. */
    public long skipped() {
        return decider.flatMap(Decider::skipPath).map(SkipPath::flops).orElse(0L);
    }

    /** Cost of an executed layer without attention to keys. */
    public long layer() {
        return attention + feedForward;
    }

    /** Whether a token that skips a site by a decision is not asked again. */
    public boolean exits() {
        return decider.filter(Decider::exits).isPresent();
    }

    /**
     * Cost of the decision that a token asks for at a site.
     *
     * @param lastOfPrompt whether it is the prompt's last token, which stands for the sequence if
     *     the sequence has one decision
     */
    public long decision(int site, boolean lastOfPrompt) {
        return decider.filter(d -> !d.oncePerSequence() || lastOfPrompt)
                .map(d -> d.flops(site))
                .orElse(0L);
    }
}
