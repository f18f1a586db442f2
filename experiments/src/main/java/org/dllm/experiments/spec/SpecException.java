package org.dllm.experiments.spec;

import java.util.List;
import java.util.stream.Collectors;

/** Reports an invalid spec: the first errors and the number of further ones. */
public final class SpecException extends RuntimeException {

    private static final int MOST_REPORTED = 100;

    private final transient List<SpecError> errors;
    private final long more;

    public SpecException(SpecErrors errors) {
        this(errors.kept(), errors.counted());
    }

    private SpecException(List<SpecError> errors, long counted) {
        List<SpecError> first = errors.stream().limit(MOST_REPORTED).toList();
        long more = errors.size() - first.size() + counted;
        super(message(first, more));
        this.errors = first;
        this.more = more;
    }

    private static String message(List<SpecError> errors, long more) {
        String all = errors.stream().map(SpecError::message).collect(Collectors.joining("\n"));
        return more == 0 ? all : all + "\nand %d more errors".formatted(more);
    }

    /** An exception with a single error. */
    public static SpecException of(String path, String expected, String got) {
        return new SpecException(List.of(new SpecError(path, expected, got)), 0);
    }

    /** The first errors, in document order. */
    public List<SpecError> errors() {
        return errors;
    }

    /** The number of further errors. */
    public long more() {
        return more;
    }
}
