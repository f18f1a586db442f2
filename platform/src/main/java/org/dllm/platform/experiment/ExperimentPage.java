package org.dllm.platform.experiment;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some experiments, newest first.
 *
 * @param next what to ask for to get older ones; absent at the end
 */
public record ExperimentPage(List<Experiment> items, @Nullable Long next) {
    public ExperimentPage {
        items = List.copyOf(items);
    }
}
