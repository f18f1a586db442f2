package org.dllm.experiments.spec;

/**
 * One thing wrong with a spec.
 *
 * @param path where, as {@code train.optimizer.lr} or {@code data[0].set}
 * @param expected what may stand there
 * @param got what came, as text
 */
public record SpecError(String path, String expected, String got) {

    /**
     * As people read it: {@code train.steps: expected a whole number of at least 0, but got
     * "many"}.
     */
    public String message() {
        return (path.isEmpty() ? "" : path + ": ") + "expected " + expected + ", but got " + got;
    }

    /**
     * The same of a part of the document.
     *
     * @param place as {@code "variants.a: "}, or nothing
     */
    public SpecError in(String place) {
        String at =
                path.isEmpty() && place.endsWith(": ")
                        ? place.substring(0, place.length() - 2)
                        : place + path;
        return new SpecError(at, expected, got);
    }
}
