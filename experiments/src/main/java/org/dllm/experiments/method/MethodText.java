package org.dllm.experiments.method;

import org.dllm.experiments.routing.KvPolicy;

/**
 * How pages, tables, notebooks and documents show a method.
 *
 * @param key selects the colour; stored with runs, so it must not change. Methods that share a
 *     colour share a key, and a key without a colour of its own has the default colour
 * @param label display name, with the options that change what skipping does to a token: its KV
 *     entries and what it gets instead. Rates, sizes and the training do not belong to it: pages
 *     show differing settings of their own
 * @param sentence what decides which token executes which layer
 */
public record MethodText(String key, String label, String sentence) {

    /**
     * The text of the same method with these KV entries of skipped tokens.
     *
     * @param ownKey the key if tokens are not evicted
     */
    MethodText withKv(KvPolicy kv, String ownKey) {
        String entries =
                kv == KvPolicy.COPY
                        ? " Skipped tokens copy their KV entries from the layer before."
                        : " Skipped tokens keep their KV entries.";
        return kv.evicts()
                ? this
                : new MethodText(ownKey, label + ", no eviction", sentence + entries);
    }
}
