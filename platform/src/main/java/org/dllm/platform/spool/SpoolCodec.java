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
 * A line is {@code {"crc":"8 hex digits","seq":…,…}}: plain JSON, with a checksum of the bytes
 * behind it. Doubles are written as the shortest text that reads back to the same bits, those that
 * JSON has no number for as strings.
 */
final class SpoolCodec {

    private static final byte[] HEAD = "{\"crc\":\"".getBytes(UTF_8);
    private static final int DIGITS = 8;

    /** Where the JSON of the line itself begins, less its opening brace. */
    private static final int BODY = HEAD.length + DIGITS + "\",".length();

    /** Events are told apart by the simple name of their record. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "type")
    private interface Typed {}

    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .addMixIn(RunEvent.class, Typed.class)
                    .changeDefaultPropertyInclusion(
                            all -> all.withValueInclusion(JsonInclude.Include.NON_NULL))
                    .build();

    private SpoolCodec() {}

    /** The whole line with its line feed. */
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

    /** The line in these bytes (without line feed), or null where they are damaged. */
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
                    "A line with a right checksum cannot be read, so another version wrote it: "
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
