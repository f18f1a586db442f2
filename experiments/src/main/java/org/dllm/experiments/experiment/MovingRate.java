package org.dllm.experiments.experiment;

import java.util.ArrayDeque;
import java.util.Deque;

/** How fast something goes: by its last minutes, not by its beginning or one slow step. */
final class MovingRate {

    private static final long WINDOW_MILLIS = 120_000;

    private record Mark(long millis, long done) {}

    private final Deque<Mark> marks = new ArrayDeque<>();

    MovingRate(long millis, long done) {
        marks.add(new Mark(millis, done));
    }

    /** Things per second, over the last two minutes or since there has been something to do. */
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
