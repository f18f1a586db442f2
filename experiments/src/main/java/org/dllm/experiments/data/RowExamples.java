package org.dllm.experiments.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The examples of a JSON file. At the first invalid record, the rest of the file is checked, so
 * that one message lists all invalid records.
 */
final class RowExamples extends Spliterators.AbstractSpliterator<Example> {

    private static final int LISTED = 20;

    private final Rows rows;
    private final Function<Row, Example> parse;

    private RowExamples(Rows rows, Function<Row, Example> parse) {
        super(Long.MAX_VALUE, ORDERED | NONNULL);
        this.rows = rows;
        this.parse = parse;
    }

    /**
     * Streams the examples of a file.
     *
     * @param parse converts a record, or throws {@link IllegalArgumentException} with the expected
     *     and the found value
     */
    static Stream<Example> of(Path file, Function<Row, Example> parse) {
        Rows rows = Rows.open(file);
        return StreamSupport.stream(new RowExamples(rows, parse), false).onClose(rows::close);
    }

    /**
     * Fails if a file is missing.
     *
     * @param remedy the end of the message: what to do
     */
    static void requireFile(String label, Path file, String remedy) {
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException(
                    "%s: expected the file %s, but it is missing%s".formatted(label, file, remedy));
        }
    }

    @Override
    public boolean tryAdvance(Consumer<? super Example> action) {
        Example example = next();
        if (example == null) {
            return false;
        }
        action.accept(example);
        return true;
    }

    private @Nullable Example next() {
        try {
            return parsed();
        } catch (InvalidExample e) {
            throw withAllErrors(e);
        }
    }

    private @Nullable Example parsed() {
        Row row;
        try {
            row = rows.next();
        } catch (Rows.InvalidRow e) {
            throw new InvalidExample(e.getMessage(), e.last());
        }
        if (row == null) {
            return null;
        }
        try {
            return parse.apply(row);
        } catch (IllegalArgumentException e) {
            throw new InvalidExample(
                    "%s line %d: expected %s".formatted(row.file(), row.line(), e.getMessage()),
                    false);
        }
    }

    private IllegalArgumentException withAllErrors(InvalidExample first) {
        List<String> listed = new ArrayList<>(List.of(String.valueOf(first.getMessage())));
        long others = 0;
        boolean more = !first.last;
        while (more) {
            try {
                more = parsed() != null;
            } catch (InvalidExample e) {
                if (listed.size() < LISTED) {
                    listed.add(String.valueOf(e.getMessage()));
                } else {
                    others++;
                }
                more = !e.last;
            }
        }
        if (others > 0) {
            listed.add("and %d more invalid records".formatted(others));
        }
        return new IllegalArgumentException(String.join("\n", listed));
    }

    private static final class InvalidExample extends IllegalArgumentException {
        private final boolean last;

        private InvalidExample(@Nullable String message, boolean last) {
            super(message);
            this.last = last;
        }
    }
}
