package org.dllm.experiments.model.tokenizer;

/** Tokenizers take UTF-8, which has no half of a surrogate pair. */
final class WellFormed {

    private WellFormed() {}

    /** The text with U+FFFD for every half of a pair that stands alone. */
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
