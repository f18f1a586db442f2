package org.dllm.experiments.method;

/**
 * How pages, tables, notebooks and documents show a method.
 *
 * @param key selects the colour; stored with runs, so it must not change. Methods that share a
 *     colour share a key, and a key without a colour of its own has the default colour
 * @param label display name, with the settings that make it a different method in comparisons
 * @param sentence what decides which token executes which layer
 */
public record MethodText(String key, String label, String sentence) {

    /** The text of the same method if skipped tokens are not evicted. */
    MethodText withoutEviction(String ownKey) {
        return new MethodText(
                ownKey,
                label + ", no eviction",
                sentence + " Skipped tokens keep their KV entries.");
    }
}
