package org.dllm.platform.spool;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.dllm.experiments.experiment.RunEvent;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * A line is {@code {"crc":"8 hex digits","seq":…,…}}: JSON with a checksum of the bytes after it.
 * Doubles are written as the shortest text that reads back to the same bits; NaN and infinities are
 * written as strings.
 */
final class SpoolCodec {

    private static final byte[] HEAD = "{\"crc\":\"".getBytes(UTF_8);
    private static final int DIGITS = 8;

    /** Offset of the line's own JSON, without its opening brace. */
    private static final int BODY = HEAD.length + DIGITS + "\",".length();

    /** The simple class name of the record identifies the type of an event. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "type")
    private interface Typed {}

    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .addMixIn(RunEvent.class, Typed.class)
                    .changeDefaultPropertyInclusion(
                            all -> all.withValueInclusion(JsonInclude.Include.NON_NULL))
                    .build();

    private SpoolCodec() {}

    /** The whole line, including the line feed. */
    static byte[] encode(SpoolLine line) {
        byte[] json = JSON.writeValueAsBytes(line);
        int body = json.length - 1;
        var bytes = new byte[BODY + body + 1];
        System.arraycopy(json, 1, bytes, BODY, body);
        bytes[bytes.length - 1] = '\n';
        byte[] head = (new String(HEAD, UTF_8) + checksum(bytes, body) + "\",").getBytes(UTF_8);
        System.arraycopy(head, 0, bytes, 0, BODY);
        return bytes;
    }

    /** The line in these bytes (without line feed), or null if they are damaged. */
    static @Nullable SpoolLine decode(byte[] bytes) {
        int body = bytes.length - BODY;
        if (body < 2) return null;
        String crc = new String(bytes, HEAD.length, DIGITS, UTF_8);
        if (!crc.equals(checksum(bytes, body))) return null;
        bytes[BODY - 1] = '{';
        try {
            return JSON.readValue(bytes, BODY - 1, body + 1, SpoolLine.class);
        } catch (JacksonException unreadable) {
            throw new SpoolDamagedException(
                    "the checksum of a line is right but the line cannot be read; another version"
                            + " of this program wrote it: "
                            + new String(bytes, BODY - 1, body + 1, UTF_8),
                    unreadable);
        }
    }

    private static String checksum(byte[] bytes, int body) {
        var crc = new CRC32C();
        crc.update(bytes, BODY, body);
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }
}
