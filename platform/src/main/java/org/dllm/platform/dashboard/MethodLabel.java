package org.dllm.platform.dashboard;

import java.util.Locale;

/**
 * A method's word and the key of its colour, which is the same in page, notebook and paper.
 *
 * @param key {@code data-method} in the pages
 */
record MethodLabel(String key, String text) {

    /** From the type of the method as specs write it. */
    static MethodLabel of(String type) {
        return switch (type.toLowerCase(Locale.ROOT)) {
            case "dense" -> new MethodLabel("dense", "Dense");
            case "dllm" -> new MethodLabel("dllm", "D-LLM");
            case "staticlayers" -> new MethodLabel("static", "Static layers");
            case "randomskip" -> new MethodLabel("random", "Random skipping");
            default -> new MethodLabel("other", type);
        };
    }

    /** D-LLM whose skipped tokens stay in the key-value cache is a method of its own to the eye. */
    MethodLabel withoutEviction() {
        return new MethodLabel("dllm-keep-kv", "D-LLM, no eviction");
    }
}
