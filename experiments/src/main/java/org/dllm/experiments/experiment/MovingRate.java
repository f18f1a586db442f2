package org.dllm.experiments.experiment;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Measures throughput over the last minutes, so that the start or one slow step does not dominate.
 */
final class MovingRate {

    private static final long WINDOW_MILLIS = 120_000;

    private record Mark(long millis, long done) {}

    private final Deque<Mark> marks = new ArrayDeque<>();

    MovingRate(long millis, long done) {
        marks.add(new Mark(millis, done));
    }

    /** Units per second, over the last two minutes or since the work began. */
    double at(long millis, long done) {
        Mark first = marks.removeFirst();
        while (!marks.isEmpty() && marks.getFirst().millis() <= millis - WINDOW_MILLIS) {
            first = marks.removeFirst();
        }
        marks.addFirst(first);
        marks.addLast(new Mark(millis, done));
        return (done - first.done()) * 1000.0 / Math.max(1, millis - first.millis());
    }
}
