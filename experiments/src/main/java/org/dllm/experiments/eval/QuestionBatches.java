package org.dllm.experiments.eval;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.dllm.experiments.data.Example;
import org.dllm.experiments.model.tokenizer.Tokenizer;

/**
 * The questions of a task in batches. Questions of similar length share a batch, to limit padding;
 * a window of examples is sorted by length at a time. The batches depend only on the task and its
 * examples.
 */
final class QuestionBatches implements Iterator<List<Question>> {

    /** The number of batches that are sorted together. */
    private static final int WINDOW = 64;

    private final TaskSpec task;
    private final Tokenizer tokenizer;
    private final Iterator<Example> examples;
    private final Queue<List<Question>> ready = new ArrayDeque<>();
    private int read;

    /** Uses at most as many examples as the task's limit. */
    QuestionBatches(TaskSpec task, Tokenizer tokenizer, Iterator<Example> examples) {
        this.task = task;
        this.tokenizer = tokenizer;
        this.examples = examples;
    }

    /**
     * Skips the batches that are complete within the first {@code answered} questions.
     *
     * @return number of skipped questions
     */
    int skip(int answered) {
        int skipped = 0;
        while (hasNext() && skipped + ready.element().size() <= answered) {
            skipped += ready.remove().size();
        }
        return skipped;
    }

    @Override
    public boolean hasNext() {
        if (ready.isEmpty()) {
            fill();
        }
        return !ready.isEmpty();
    }

    @Override
    public List<Question> next() {
        if (!hasNext()) {
            throw new NoSuchElementException("no questions are left");
        }
        return ready.remove();
    }

    private void fill() {
        var window = new ArrayList<Question>();
        while (window.size() < WINDOW * task.batch() && read < task.limit() && examples.hasNext()) {
            window.add(task.question(read++, examples.next(), tokenizer));
        }
        window.sort(Comparator.comparingInt(Question::tokens));
        for (int from = 0; from < window.size(); from += task.batch()) {
            int to = Math.min(from + task.batch(), window.size());
            ready.add(List.copyOf(window.subList(from, to)));
        }
    }
}
