package org.dllm.platform.run;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a list of runs is sorted by; runs that are equal in it come newest first. */
public record RunSort(Key key, boolean descending) {

    public static final RunSort NEWEST = new RunSort(Key.CREATED, true);

    /** What runs can be sorted by. */
    public enum Key {
        CREATED("r.number"),
        NAME("r.name"),
        EXPERIMENT("e.name"),
        METHOD("r.method"),
        STATE("r.state"),
        SEED("r.seed"),
        /**
         * The primary metric of the first task; the better of two is the greater. Runs without a
         * result come before all others, here and below.
         */
        RESULT("COALESCE(CASE WHEN t.higher_is_better THEN p.value ELSE -p.value END, -1e300)"),
        LAYERS("COALESCE(x.value, -1)"),
        /** Working time; runs that have not ended come before all others. */
        TOOK("CASE WHEN r.finished_at IS NULL THEN -1 ELSE r.worked_seconds END");

        final String expression;

        Key(String expression) {
            this.expression = expression;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Reads {@code name} and {@code -name}; the minus is for descending. Spring finds it by its
     * name.
     */
    public static RunSort of(String text) {
        boolean descending = text.startsWith("-");
        String name = descending ? text.substring(1) : text;
        return Arrays.stream(Key.values())
                .filter(key -> key.toString().equals(name))
                .findAny()
                .map(key -> new RunSort(key, descending))
                .orElseThrow(() -> new IllegalArgumentException(unknown(name)));
    }

    private static String unknown(String name) {
        String known =
                Arrays.stream(Key.values()).map(Key::toString).collect(Collectors.joining(", "));
        return "runs are sorted by one of " + known + ", but was asked for \"" + name + "\"";
    }

    @Override
    public String toString() {
        return (descending ? "-" : "") + key;
    }
}
