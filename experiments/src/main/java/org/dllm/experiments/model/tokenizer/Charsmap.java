package org.dllm.experiments.model.tokenizer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * SentencePiece's compiled normalisation ({@code precompiled_charsmap}): a trie of byte strings in
 * the double-array layout of Darts-clone, and a replacement for each string.
 */
final class Charsmap {

    private final int[] units;
    private final byte[] replacements;

    private Charsmap(int[] units, byte[] replacements) {
        this.units = units;
        this.replacements = replacements;
    }

    /** Decodes the rules; null if {@code compiled} is empty. */
    static @Nullable Charsmap of(byte[] compiled) {
        if (compiled.length == 0) {
            return null;
        }
        var in = ByteBuffer.wrap(compiled).order(ByteOrder.LITTLE_ENDIAN);
        int size = compiled.length < 4 ? -1 : in.getInt();
        if (size < 4 || size % 4 != 0 || size > in.remaining()) {
            throw new TokenizerException(
                    "the normalisation rules (precompiled_charsmap) are damaged: the size of their"
                            + " trie is wrong");
        }
        var units = new int[size / 4];
        in.asIntBuffer().get(units);
        var replacements = new byte[in.remaining() - size];
        in.position(4 + size).get(replacements);
        return new Charsmap(units, replacements);
    }

    /** A matching rule: the number of characters it replaces, and their replacement. */
    record Match(int length, String replacement) {}

    /** The longest rule that matches {@code text} at {@code at}; null if there is none. */
    @Nullable Match longest(String text, int at) {
        int length = 0;
        int value = 0;
        int node = offset(unit(0));
        for (int i = at; i < text.length(); ) {
            int character = text.codePointAt(i);
            i += Character.charCount(character);
            for (byte b : Character.toString(character).getBytes(StandardCharsets.UTF_8)) {
                node ^= b & 0xFF;
                int unit = unit(node);
                if (label(unit) != (b & 0xFF)) {
                    return length == 0 ? null : new Match(length, replacement(value));
                }
                node ^= offset(unit);
                if ((unit >>> 8 & 1) == 1) {
                    length = i - at;
                    value = unit(node) & Integer.MAX_VALUE;
                }
            }
        }
        return length == 0 ? null : new Match(length, replacement(value));
    }

    // In a damaged array a node may be out of range; such a node matches nothing.
    private int unit(int node) {
        return node >= 0 && node < units.length ? units[node] : Integer.MIN_VALUE;
    }

    private static int label(int unit) {
        return unit & (Integer.MIN_VALUE | 0xFF);
    }

    private static int offset(int unit) {
        return (unit >>> 10) << ((unit & 1 << 9) >>> 6);
    }

    private String replacement(int from) {
        int to = from;
        while (to < replacements.length && replacements[to] != 0) {
            to++;
        }
        return from >= to ? "" : new String(replacements, from, to - from, StandardCharsets.UTF_8);
    }
}
