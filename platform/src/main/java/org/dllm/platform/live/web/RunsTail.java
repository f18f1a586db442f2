package org.dllm.platform.live.web;

import java.util.List;
import org.dllm.platform.live.ChangeNotifier;
import org.dllm.platform.run.RunList;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Position of one client in the changes of all runs, or of the runs of one experiment. */
final class RunsTail {

    private final ChangeNotifier notifier;
    private final RunList runs;
    private final @Nullable String experiment;
    private @Nullable String known;
    private @Nullable String state;

    /**
     * @param experiment whose runs are followed; absent for all runs
     * @param known last change that the client has seen; absent if it has seen none
     */
    RunsTail(
            ChangeNotifier notifier,
            RunList runs,
            @Nullable String experiment,
            @Nullable String known) {
        this.notifier = notifier;
        this.runs = runs;
        this.experiment = experiment;
        this.known = known;
    }

    /** One event if anything has changed since the last call. */
    RunEventCursor.EventPage news() {
        String now = notifier.last();
        String read = state();
        // Changes made by other servers of the same database are noticed by comparing the state.
        boolean changed =
                state == null
                        ? !now.equals(known)
                        : !read.equals(state) || (experiment == null && !now.equals(known));
        known = now;
        state = read;
        return new RunEventCursor.EventPage(
                changed
                        ? List.of(SseEmitter.event().id(now).name("runs").data("changed"))
                        : List.of(),
                true);
    }

    private String state() {
        return experiment == null ? runs.counts().toString() : runs.progress(experiment);
    }
}
