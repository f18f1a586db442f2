package org.dllm.experiments.model.tokenizer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * GPT-2's mapping of bytes to visible characters: printable Latin-1 bytes map to themselves, the
 * other 68 bytes to the characters from U+0100.
 */
final class ByteAlphabet {

    private static final char[] CHARACTER = new char[256];
    private static final int[] BYTE = new int[256 + 68];

    static {
        Arrays.fill(BYTE, -1);
        int next = 256;
        for (int b = 0; b < 256; b++) {
            boolean visible = (b >= '!' && b <= '~') || (b >= 0xA1 && b <= 0xFF && b != 0xAD);
            CHARACTER[b] = visible ? (char) b : (char) next++;
            BYTE[CHARACTER[b]] = b;
        }
    }

    private ByteAlphabet() {}

    static String text(byte[] bytes) {
        var text = new StringBuilder(bytes.length);
        for (byte b : bytes) {
            text.append(CHARACTER[b & 0xFF]);
        }
        return text.toString();
    }

    /**
     * The bytes of a piece. A piece with characters outside the alphabet is an added token; its
     * bytes are its UTF-8.
     */
    static byte[] bytes(String piece) {
        var bytes = new ByteArrayOutputStream(piece.length());
        for (int i = 0; i < piece.length(); i++) {
            char c = piece.charAt(i);
            if (c >= BYTE.length || BYTE[c] < 0) {
                return piece.getBytes(StandardCharsets.UTF_8);
            }
            bytes.write(BYTE[c]);
        }
        return bytes.toByteArray();
    }
}
