package org.dllm.experiments.spec;

import java.util.List;
import java.util.stream.Collectors;

/** A spec that is not valid, with all that is wrong with it. */
public final class SpecException extends RuntimeException {

    private final transient List<SpecError> errors;

    public SpecException(List<SpecError> errors) {
        super(errors.stream().map(SpecError::message).collect(Collectors.joining("\n")));
        this.errors = List.copyOf(errors);
    }

    /** Of the one thing that is wrong. */
    public static SpecException of(String path, String expected, String got) {
        return new SpecException(List.of(new SpecError(path, expected, got)));
    }

    /** In the order of the text. */
    public List<SpecError> errors() {
        return errors;
    }
}
