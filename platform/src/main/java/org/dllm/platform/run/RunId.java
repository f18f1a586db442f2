package org.dllm.platform.run;

import java.security.SecureRandom;
import java.util.regex.Pattern;

/** Id of a run: 8 characters of lower-case base32, short enough to type. */
public record RunId(String value) {

    private static final Pattern FORM = Pattern.compile("[a-z2-7]{8}");
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
    private static final SecureRandom RANDOM = new SecureRandom();

    public RunId {
        if (!isOne(value)) {
            throw new IllegalArgumentException(
                    "expected a run id of 8 characters of a-z and 2-7, found \"" + value + "\"");
        }
    }

    /** Whether the text is a well-formed id. */
    public static boolean isOne(String text) {
        return FORM.matcher(text).matches();
    }

    static RunId random() {
        var text = new StringBuilder(8);
        for (int i = 0; i < 8; i++) {
            text.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
        }
        return new RunId(text.toString());
    }

    @Override
    public String toString() {
        return value;
    }
}
