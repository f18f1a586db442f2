package org.dllm.platform.run;

import java.util.List;
import org.dllm.experiments.experiment.RunEvent;
import org.jspecify.annotations.Nullable;

/**
 * Some evaluated examples, in the order of their task.
 *
 * @param count how many there are, on all pages
 * @param next what to ask for to get more; absent at the end
 */
public record SamplePage(List<RunEvent.Sample> items, long count, @Nullable Integer next) {
    public SamplePage {
        items = List.copyOf(items);
    }
}
