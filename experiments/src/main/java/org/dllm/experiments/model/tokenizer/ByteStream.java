package org.dllm.experiments.model.tokenizer;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Joins the bytes of tokens into characters; returns characters when they are complete. */
final class ByteStream implements TokenStream {

    /** The first byte of every encoded surrogate; the second is between A0 and BF. */
    private static final byte SURROGATE = (byte) 0xED;

    private static final byte INVALID = (byte) 0xFF;

    private final Pieces pieces;
    private final CharsetDecoder decoder =
            StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPLACE)
                    .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private ByteBuffer waiting = ByteBuffer.allocate(0);

    ByteStream(Pieces pieces) {
        this.pieces = pieces;
    }

    @Override
    public String next(int id) {
        return add(pieces.bytes(id));
    }

    String add(byte[] bytes) {
        waiting =
                ByteBuffer.allocate(waiting.remaining() + bytes.length)
                        .put(waiting)
                        .put(bytes)
                        .flip();
        splitSurrogates();
        return decode(false);
    }

    /**
     * Makes the bytes of an encoded surrogate invalid one by one: Java replaces two or three of
     * them by a single U+FFFD, the reference replaces each.
     */
    private void splitSurrogates() {
        for (int i = 0; i + 1 < waiting.limit(); i++) {
            if (waiting.get(i) == SURROGATE && (waiting.get(i + 1) & 0xE0) == 0xA0) {
                waiting.put(i, INVALID);
            }
        }
    }

    @Override
    public String rest() {
        return decode(true);
    }

    private String decode(boolean end) {
        var characters = CharBuffer.allocate(waiting.remaining() + 1);
        decoder.decode(waiting, characters, end);
        if (end) {
            decoder.flush(characters);
            decoder.reset();
        }
        return characters.flip().toString();
    }
}
