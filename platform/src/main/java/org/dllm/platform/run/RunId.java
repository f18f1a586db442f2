package org.dllm.platform.run;

import java.security.SecureRandom;
import java.util.regex.Pattern;

/** A run's name for machines and short enough for people: 8 characters of lower-case base32. */
public record RunId(String value) {

    private static final Pattern FORM = Pattern.compile("[a-z2-7]{8}");
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
    private static final SecureRandom RANDOM = new SecureRandom();

    public RunId {
        if (!isOne(value)) {
            throw new IllegalArgumentException(
                    "a run id is 8 characters of a-z and 2-7, but was \"" + value + "\"");
        }
    }

    /** Whether the text has the form of an id. */
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
