package org.dllm.platform.dashboard;

import java.util.Locale;

/**
 * A method's word and the key of its colour, which is the same in page, notebook and paper.
 *
 * @param key {@code data-method} in the pages
 */
record MethodLabel(String key, String text) {

    private static final String KEEPS = ", no eviction";

    /** From the label of the method that a run carries. */
    static MethodLabel of(String label) {
        String type = label.endsWith(KEEPS) ? label.substring(0, label.indexOf(KEEPS)) : label;
        MethodLabel known =
                switch (type.toLowerCase(Locale.ROOT)) {
                    case "dense" -> new MethodLabel("dense", "Dense");
                    case "dllm" -> new MethodLabel("dllm", "D-LLM");
                    case "staticlayers" -> new MethodLabel("static", "Static layers");
                    case "randomskip" -> new MethodLabel("random", "Random skipping");
                    default -> new MethodLabel("other", type);
                };
        return type.equals(label) ? known : known.withoutEviction();
    }

    /** A method whose skipped tokens stay in the key-value cache is one of its own to the eye. */
    private MethodLabel withoutEviction() {
        return new MethodLabel(key.equals("dllm") ? "dllm-keep-kv" : key, text + KEEPS);
    }
}
