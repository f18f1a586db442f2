package org.dllm.platform.run;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of runs, newest first.
 *
 * @param next where the next page of older runs starts; absent on the last page
 */
public record RunPage(List<Run> items, @Nullable Long next) {
    public RunPage {
        items = List.copyOf(items);
    }
}
