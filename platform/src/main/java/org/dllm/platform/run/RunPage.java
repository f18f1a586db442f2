package org.dllm.platform.run;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some runs, newest first.
 *
 * @param next what to ask for to get older ones; absent at the end
 */
public record RunPage(List<Run> items, @Nullable Long next) {
    public RunPage {
        items = List.copyOf(items);
    }
}
