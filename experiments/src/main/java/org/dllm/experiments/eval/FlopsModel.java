package org.dllm.experiments.eval;

import org.dllm.experiments.method.MethodSpec;
import org.dllm.experiments.model.LlamaConfig;

/**
 * The cost of a token in floating-point operations of matrix products: 2 per weight, without norms,
 * rotation, softmax and activations. Adapters are merged, so they cost nothing.
 *
 * @param layer cost of an executed layer without attention to keys
 * @param perKey cost of attending to one key
 * @param keyValue cost of the key and value of a skipped layer; 0 if evicted
 * @param router cost of one decision
 * @param head cost of one row of logits
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
