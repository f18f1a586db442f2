package org.dllm.platform.experiment;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of experiments, newest first.
 *
 * @param next where the next page starts; absent on the last page
 */
public record ExperimentPage(List<Experiment> items, @Nullable Long next) {
    public ExperimentPage {
        items = List.copyOf(items);
    }
}
