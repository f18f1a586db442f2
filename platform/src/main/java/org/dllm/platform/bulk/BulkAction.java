package org.dllm.platform.bulk;

import java.util.EnumSet;
import java.util.Set;
import org.dllm.platform.run.RunState;

/** What is done to each of several runs. */
public enum BulkAction {
    ARCHIVE,
    UNARCHIVE,
    CANCEL,
    RESUME,
    DELETE;

    /** The states in which a run allows the action. */
    public Set<RunState> states() {
        Set<RunState> states = EnumSet.allOf(RunState.class);
        states.removeIf(state ->
                switch (this) {
                    case CANCEL -> state.ended();
                    case RESUME -> !state.resumable();
                    case ARCHIVE, UNARCHIVE, DELETE -> !state.ended();
                });
        return states;
    }
}
