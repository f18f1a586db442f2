package org.dllm.experiments.data;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The prompt format of a data set. */
public enum Template {
    /** The format of lm-evaluation-harness, whose numbers papers compare. */
    HARNESS,
    /** The instruction format that D-LLM is fine-tuned with. */
    PAPER;

    /** The name in specs and on the command line: {@code harness}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The template of a label.
     *
     * @throws IllegalArgumentException no template has this label
     */
    public static Template of(String label) {
        return Arrays.stream(values())
                .filter(template -> template.label().equals(label))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "template to be one of %s, but it is %s"
                                        .formatted(
                                                Arrays.stream(values())
                                                        .map(Template::label)
                                                        .collect(Collectors.joining(", ")),
                                                label)));
    }
}
