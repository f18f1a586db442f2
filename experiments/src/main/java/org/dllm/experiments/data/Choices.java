package org.dllm.experiments.data;

import java.util.List;

/**
 * The given answers of a multiple-choice question.
 *
 * @param delimiter text between the prompt and each choice, usually one space
 * @param texts the choices; normalised accuracies divide by their length without the delimiter
 * @param gold index of the correct choice, from 0
 */
public record Choices(String delimiter, List<String> texts, int gold) {

    /** Placeholder for an example whose answer is free text. */
    public static final Choices NONE = new Choices("", List.of(), 0);

    public Choices {
        texts = List.copyOf(texts);
        if (gold < 0 || gold >= Math.max(1, texts.size())) {
            throw new IllegalArgumentException(
                    "a correct choice from 0 to %d, found %d".formatted(texts.size() - 1, gold));
        }
    }

    public boolean isEmpty() {
        return texts.isEmpty();
    }

    /** The text after the prompt if the choice at {@code index} is the answer. */
    public String continuation(int index) {
        return delimiter + texts.get(index);
    }

    /** The text after the prompt for each choice, in order. */
    public List<String> continuations() {
        return texts.stream().map(text -> delimiter + text).toList();
    }
}
