package org.dllm.platform.dashboard;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Formats a number for pages: four significant digits, and the exact value. */
record Quantity(@Nullable Double value) {

    private static final int DIGITS = 4;

    /** The rounded value; a dash if missing, NaN if not a number. */
    public String text() {
        if (value == null) {
            return "–";
        }
        double x = value;
        if (Double.isNaN(x)) {
            return "NaN";
        }
        if (Double.isInfinite(x)) {
            return x > 0 ? "∞" : "−∞";
        }
        if (x == 0) {
            return "0";
        }
        double size = Math.abs(x);
        if (size >= 1e6) {
            return scaled(x, size);
        }
        if (size < 1e-3) {
            BigDecimal small = rounded(x);
            int power = small.precision() - small.scale() - 1;
            return small.scaleByPowerOfTen(-power).toPlainString() + "e" + power;
        }
        if (size >= 1000 || x == Math.rint(x)) {
            return String.format(Locale.ROOT, "%,d", Math.round(x));
        }
        return rounded(x).toPlainString();
    }

    /**
     * Three decimals below 100, so that columns align; the same as in tables of the command line.
     */
    public String fixed() {
        return value != null && Math.abs(value) < 100
                ? String.format(Locale.ROOT, "%.3f", value)
                : text();
    }

    /** The ratio to {@code other}; absent if either value is missing or {@code other} is zero. */
    Quantity by(Quantity other) {
        if (value == null || other.value == null || other.value == 0) {
            return new Quantity(null);
        }
        return new Quantity(value / other.value);
    }

    /** The stored value, shown on hover. */
    public String exact() {
        return value == null ? "not measured" : Double.toString(value);
    }

    public boolean nan() {
        return value != null && value.isNaN();
    }

    private static String scaled(double x, double size) {
        double unit = 1e6;
        int prefix = 0;
        while (size >= unit * 1000 && prefix < 3) {
            unit *= 1000;
            prefix++;
        }
        return rounded(x / unit).toPlainString() + " " + "MGTP".charAt(prefix);
    }

    private static BigDecimal rounded(double x) {
        return new BigDecimal(x).round(new MathContext(DIGITS)).stripTrailingZeros();
    }
}
