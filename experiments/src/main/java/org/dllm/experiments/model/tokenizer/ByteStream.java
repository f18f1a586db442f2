package org.dllm.experiments.model.tokenizer;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Puts the bytes of tokens together to characters, as far as they go. */
final class ByteStream implements TokenStream {

    private final Pieces pieces;
    private final CharsetDecoder decoder =
            StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPLACE)
                    .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private ByteBuffer waiting = ByteBuffer.allocate(0);
    private boolean stripSpace;

    ByteStream(Pieces pieces, boolean stripSpace) {
        this.pieces = pieces;
        this.stripSpace = stripSpace;
    }

    @Override
    public String next(int id) {
        byte[] bytes = pieces.bytes(id);
        int from = 0;
        if (stripSpace && bytes.length > 0) {
            from = bytes[0] == ' ' ? 1 : 0;
            stripSpace = false;
        }
        var all = ByteBuffer.allocate(waiting.remaining() + bytes.length - from);
        all.put(waiting).put(bytes, from, bytes.length - from).flip();
        waiting = all;
        return decode(false);
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
