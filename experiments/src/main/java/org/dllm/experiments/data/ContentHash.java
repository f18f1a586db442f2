package org.dllm.experiments.data;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** SHA-256 of what a model sees of a set: prompts, completions and answers, in order. */
public final class ContentHash {

    private ContentHash() {}

    public static String of(List<Example> examples) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            for (Example example : examples) {
                for (String text :
                        List.of(example.prompt(), example.completion(), example.answer())) {
                    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                    // lengths part the texts: "ab","c" is not "a","bc"
                    digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
                    digest.update(bytes);
                }
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
