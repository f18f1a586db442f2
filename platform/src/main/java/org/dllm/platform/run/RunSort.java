package org.dllm.platform.run;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Sort order of a list of runs; equal runs are sorted newest first. */
public record RunSort(Key key, boolean descending) {

    public static final RunSort NEWEST = new RunSort(Key.CREATED, true);

    /** Properties that runs can be sorted by. */
    public enum Key {
        CREATED("r.number"),
        NAME("r.name"),
        EXPERIMENT("e.name"),
        METHOD("r.method"),
        STATE("r.state"),
        SEED("r.seed"),
        /**
         * The primary metric of the first task; better values are greater. In every order, runs
         * without a value are the least.
         */
        RESULT("COALESCE(CASE WHEN t.higher_is_better THEN p.value ELSE -p.value END, -1e300)"),
        LAYERS("COALESCE(x.value, -1)"),
        /** Working time; runs that have not ended are the least. */
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
     * Parses {@code name} or {@code -name}; the minus means descending. Spring finds this method by
     * its name.
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
        return "expected a sort key out of " + known + ", found \"" + name + "\"";
    }

    @Override
    public String toString() {
        return (descending ? "-" : "") + key;
    }
}
