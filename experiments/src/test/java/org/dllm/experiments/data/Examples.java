package org.dllm.experiments.data;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Reads whole splits, for tests with small sets. */
public final class Examples {

    private Examples() {}

    /** All examples of a split in the harness format. */
    public static List<Example> of(DatasetSpec set, Path dataDir, String split) {
        try (Stream<Example> examples = set.read(dataDir, split, Template.HARNESS)) {
            return examples.toList();
        }
    }
}
