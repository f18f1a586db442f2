package org.dllm.platform.run;

import java.util.List;
import org.dllm.experiments.experiment.RunEvent;
import org.jspecify.annotations.Nullable;

/**
 * A page of evaluated examples, in the order of their task.
 *
 * @param count number of examples on all pages
 * @param next where the next page starts; absent on the last page
 */
public record SamplePage(List<RunEvent.Sample> items, long count, @Nullable Integer next) {
    public SamplePage {
        items = List.copyOf(items);
    }
}
