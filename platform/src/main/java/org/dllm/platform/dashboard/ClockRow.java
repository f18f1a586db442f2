package org.dllm.platform.dashboard;

import java.time.Duration;
import java.util.List;

/** Wall-clock time of one part of a run, beside the dense model's. */
record ClockRow(String part, Span mine, Span dense) {

    private static final String END = "/seconds";

    /** Mine by the dense model's; absent without one. */
    public Quantity ratio() {
        Duration own = mine.length();
        Duration other = dense.length();
        return new Quantity(
                own == null || other == null || other.isZero()
                        ? null
                        : (double) own.toNanos() / other.toNanos());
    }

    static List<ClockRow> of(Figures mine, Figures dense) {
        return mine.clocks().keySet().stream()
                .filter(key -> key.endsWith(END))
                .map(key -> key.substring("time/".length(), key.length() - END.length()))
                .map(part -> new ClockRow(part, mine.seconds(part), dense.seconds(part)))
                .toList();
    }
}
