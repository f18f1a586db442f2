package org.dllm.platform.live.web;

import java.util.List;
import java.util.Map;
import org.dllm.platform.live.Pulse;
import org.dllm.platform.run.RunList;
import org.dllm.platform.run.RunState;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** One listener's place in the changes of all runs. */
final class RunsTail {

    private final Pulse pulse;
    private final RunList runs;
    private @Nullable String known;

    /** Only the database knows what another server of it has changed. */
    private @Nullable Map<RunState, Long> counts;

    /**
     * @param known the change that the listener has seen; absent if it has seen none
     */
    RunsTail(Pulse pulse, RunList runs, @Nullable String known) {
        this.pulse = pulse;
        this.runs = runs;
        this.known = known;
    }

    /** One event if anything has changed since the last call. */
    RunTail.News news() {
        String now = pulse.last();
        Map<RunState, Long> counted = runs.counts();
        boolean changed = !now.equals(known) || (counts != null && !counts.equals(counted));
        known = now;
        counts = counted;
        return new RunTail.News(
                changed
                        ? List.of(SseEmitter.event().id(now).name("runs").data("changed"))
                        : List.of(),
                true);
    }
}
