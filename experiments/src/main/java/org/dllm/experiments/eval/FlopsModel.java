package org.dllm.experiments.eval;

import org.dllm.experiments.method.MethodSpec;
import org.dllm.experiments.model.LlamaConfig;

/**
 * What a token costs, in floating-point operations of matrix products (2 per weight; norms, the
 * rotation, softmax and activations are left out). Adapters count nothing: they are merged.
 *
 * @param layer of an executed layer, without its attention to keys
 * @param perKey of attending to one key
 * @param keyValue of the key and value that a token leaves in a layer it skips; 0 when evicted
 * @param router of one decision
 * @param head of one row of logits
 */
public record FlopsModel(long layer, long perKey, long keyValue, long router, long head) {

    public static FlopsModel of(LlamaConfig config, MethodSpec method) {
        long width = config.width();
        long attention = width * (2L * config.queryWidth() + 2L * config.keyValueWidth());
        long feedForward = 3 * width * config.hidden();
        return new FlopsModel(
                2 * (attention + feedForward),
                4L * config.queryWidth(),
                method.evict() ? 0 : 4 * width * config.keyValueWidth(),
                method.routerSpec().map(router -> router.flops(config.width())).orElse(0L),
                2 * width * config.vocabulary());
    }
}
