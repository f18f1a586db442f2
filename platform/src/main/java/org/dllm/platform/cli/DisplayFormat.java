package org.dllm.platform.cli;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Numbers and times in the format of the dashboard. */
final class DisplayFormat {

    /** Shown for an unknown value, which is neither 0 nor blank. */
    static final String MISSING = "–";

    private static final MathContext FOUR_DIGITS = new MathContext(4, RoundingMode.HALF_EVEN);

    private DisplayFormat() {}

    /** Four significant digits. */
    static String number(@Nullable Double value) {
        if (value == null) {
            return MISSING;
        }
        if (!Double.isFinite(value) || value == 0) {
            return value == 0 ? "0" : value.toString();
        }
        BigDecimal rounded = new BigDecimal(value).round(FOUR_DIGITS).stripTrailingZeros();
        double size = Math.abs(value);
        return size >= 1e-4 && size < 1e9 ? rounded.toPlainString() : rounded.toString();
    }

    /** {@code 42 s}, {@code 1 min 16 s}, {@code 1 h 12 min}. */
    static String duration(@Nullable Double seconds) {
        if (seconds == null || !Double.isFinite(seconds)) {
            return MISSING;
        }
        long whole = Math.round(seconds);
        if (whole < 60) {
            return whole + " s";
        }
        return whole < 3600
                ? "%d min %d s".formatted(whole / 60, whole % 60)
                : "%d h %d min".formatted(whole / 3600, whole % 3600 / 60);
    }

    /** {@code 512 B}, {@code 1.5 GB}; a kB has 1,000 bytes. */
    static String bytes(long bytes) {
        if (bytes < 1000) {
            return bytes + " B";
        }
        double size = bytes / 1000.0;
        String unit = "kB";
        for (String larger : List.of("MB", "GB", "TB")) {
            if (size < 999.95) break;
            size /= 1000;
            unit = larger;
        }
        return "%.1f %s".formatted(size, unit);
    }

    static String orMissing(@Nullable Object value) {
        return value == null ? MISSING : value.toString();
    }

    static String cut(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length - 1) + "…";
    }

    /** Keeps both ends, because runs of a sweep differ at the end of their names. */
    static String cutInside(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        int behind = (length - 1) / 2;
        return text.substring(0, length - 1 - behind)
                + "…"
                + text.substring(text.length() - behind);
    }
}
