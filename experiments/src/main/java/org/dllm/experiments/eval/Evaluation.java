package org.dllm.experiments.eval;

import java.nio.file.Path;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.dllm.experiments.data.Example;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates one task: {@link #read} a batch of questions, {@link #answer} it, {@link #write} the
 * answers, until no batch is left. After an interruption it continues after the last complete
 * batch. No example is answered twice, and the answers equal those of an uninterrupted evaluation,
 * bit for bit.
 */
public final class Evaluation implements AutoCloseable {

    private final TaskSpec task;
    private final EvaluatedModel model;
    private final Stream<Example> examples;
    private final IntConsumer progress;
    private final QuestionBatches batches;
    private final AnswersFile file;
    private final PhaseTimes times;
    private final Answerer answerer;
    private int done;

    /**
     * Where the answers of a run's tasks are stored, and what they depend on.
     *
     * @param folder the run's folder
     * @param identity hash of model, method and data; answers with another identity are discarded
     * @param step number of trained steps
     */
    public record Place(Path folder, String identity, long step) {}

    /**
     * @param examples the examples of the task's split; those beyond the task's limit are ignored
     * @param progress receives the number of answered examples after each batch
     */
    public Evaluation(
            TaskSpec task,
            EvaluatedModel model,
            Stream<Example> examples,
            Place place,
            IntConsumer progress) {
        this.task = task;
        this.model = model;
        this.examples = examples;
        this.progress = progress;
        batches = new QuestionBatches(task, model.tokenizer(), examples.iterator());
        file = new AnswersFile(place.folder(), task);
        done = batches.skip(file.open(place.identity(), place.step()));
        file.keep(done);
        times = done == 0 ? new PhaseTimes() : file.times();
        answerer = task.answerer(model);
    }

    /** The next questions; null when all are answered. */
    public @Nullable List<Question> read() {
        return batches.hasNext() ? batches.next() : null;
    }

    /** One answer per question, in their order. */
    public List<Answer> answer(List<Question> batch) {
        return answerer.answer(batch, times);
    }

    /** Stores the answers of one batch; they survive a crash of the machine. */
    public void write(List<Answer> answers) {
        file.append(answers);
        file.saveTimes(times);
        done += answers.size();
        progress.accept(done);
    }

    /** The number of answered examples. */
    public int done() {
        return done;
    }

    /** Answers all remaining questions. */
    public Evaluated finish() {
        for (List<Question> batch = read(); batch != null; batch = read()) {
            write(answer(batch));
        }
        return new Evaluated(task, model, file::read, times);
    }

    @Override
    public void close() {
        examples.close();
    }
}
