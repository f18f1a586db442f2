package org.dllm.platform.dashboard;

import java.util.Locale;

/**
 * The display name of a method and the key of its colour, which pages, notebooks and paper share.
 *
 * @param key the value of {@code data-method} in pages
 */
record MethodLabel(String key, String text) {

    private static final String KEEPS = ", no eviction";

    /** From the method label of a run. */
    static MethodLabel of(String label) {
        String type = label.endsWith(KEEPS) ? label.substring(0, label.indexOf(KEEPS)) : label;
        MethodLabel known =
                switch (type.toLowerCase(Locale.ROOT)) {
                    case "dense" -> new MethodLabel("dense", "Dense");
                    case "dllm" -> new MethodLabel("dllm", "D-LLM");
                    case "mixtureofdepths" -> new MethodLabel("mod", "MoD");
                    case "mixtureofdepths, retrofit" -> new MethodLabel("mod", "MoD, retrofit");
                    case "staticlayers" -> new MethodLabel("static", "Static layers");
                    case "randomskip" -> new MethodLabel("random", "Random skipping");
                    default -> new MethodLabel("other", type);
                };
        return type.equals(label) ? known : known.withoutEviction();
    }

    /** A method that does not evict skipped tokens gets its own name and, for D-LLM, colour. */
    private MethodLabel withoutEviction() {
        return new MethodLabel(key.equals("dllm") ? "dllm-keep-kv" : key, text + KEEPS);
    }
}
