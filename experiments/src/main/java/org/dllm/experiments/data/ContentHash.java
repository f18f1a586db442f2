package org.dllm.experiments.data;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.Stream;

/**
 * SHA-256 of the texts of a set that a model sees: prompts, completions, answers and choices, in
 * order. It depends on the template.
 */
public final class ContentHash {

    private final MessageDigest digest;

    public ContentHash() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Adds one more example. */
    public void add(Example example) {
        Stream.of(example.prompt(), example.completion(), example.answer()).forEach(this::add);
        example.choices().continuations().forEach(this::add);
    }

    /** Adds the prompt and the choices of an example, without its answer. */
    public void addPrompt(Example example) {
        add(example.prompt());
        example.choices().continuations().forEach(this::add);
    }

    private void add(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        // lengths separate the texts, so that "ab","c" differs from "a","bc"
        digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
        digest.update(bytes);
    }

    /** The hash of the examples added, in hexadecimal; no more can be added. */
    public String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
