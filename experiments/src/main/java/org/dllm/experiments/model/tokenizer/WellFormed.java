package org.dllm.experiments.model.tokenizer;

/** Replaces unpaired surrogates, which UTF-8 cannot represent. */
final class WellFormed {

    private WellFormed() {}

    /** The text with U+FFFD for every unpaired surrogate. */
    static String text(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return text.codePoints()
                        .map(c ->
                                c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE
                                        ? 0xFFFD
                                        : c)
                        .collect(
                                StringBuilder::new,
                                StringBuilder::appendCodePoint,
                                StringBuilder::append)
                        .toString();
            }
        }
        return text;
    }
}
