package org.dllm.experiments.eval;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.dllm.experiments.data.Encoded;
import org.dllm.experiments.data.Example;
import org.dllm.experiments.model.Generation;
import org.dllm.experiments.model.Generator;
import org.dllm.experiments.model.Prompt;
import org.dllm.experiments.model.Sampling;
import org.dllm.experiments.model.Score;
import org.dllm.experiments.model.Scorer;
import org.dllm.experiments.model.Trace;
import org.dllm.experiments.model.tokenizer.Tokenizer;

/**
 * Carries out a task: every example is generated from its prompt, greedily and freely, and its own
 * completion is scored. Both skip for real.
 *
 * <p>An example whose prompt is longer than the model's context is not read and its answer is
 * wrong; one that is longer with its completion is answered, as far as the context goes, and not
 * scored.
 */
public final class Evaluator {

    private static final double NANOS = 1e9;

    private final Subject subject;
    private final EvaluationSpec task;
    private final Generator generator;
    private final Scorer scorer;

    public Evaluator(Subject subject, EvaluationSpec task) {
        this.subject = subject;
        this.task = task;
        generator = new Generator(subject.decoder(), Sampling.GREEDY);
        scorer = new Scorer(subject.decoder());
    }

    /**
     * @param examples of the task's split; those past the task's limit are left out
     * @param done is told how many examples are done, after each batch
     */
    public Evaluation evaluate(List<Example> examples, IntConsumer done) {
        List<Encoded> encoded = encoded(task, examples, subject.tokenizer());
        List<Example> limited = examples.subList(0, encoded.size());
        var answers = new Answered[limited.size()];
        var clock = new Clocks();
        int finished = 0;
        for (int i = 0; i < answers.length; i++) {
            if (encoded.get(i).promptTokens() > context()) {
                answers[i] = unread(i, limited.get(i), encoded.get(i));
                finished++;
            }
        }
        for (List<Integer> batch : batches(encoded)) {
            clock.answer(batch, limited, encoded, answers);
            finished += batch.size();
            done.accept(finished);
        }
        return new Evaluation(
                task, subject, Arrays.asList(answers), clock.generating, clock.scoring);
    }

    /** The examples within the task's limit as tokens. */
    public static List<Encoded> encoded(
            EvaluationSpec task, List<Example> examples, Tokenizer tokenizer) {
        int end =
                tokenizer
                        .eos()
                        .orElseThrow(() ->
                                new IllegalArgumentException("a tokenizer with an end token"));
        return examples.stream()
                .limit(task.limit())
                .map(example ->
                        Encoded.of(example, tokenizer::encodePrompt, tokenizer::encode, end))
                .toList();
    }

    private int context() {
        return subject.decoder().config().context();
    }

    private Answered unread(int index, Example example, Encoded encoded) {
        return new Answered(
                index,
                example,
                encoded,
                new Generation(new int[0], nothingRead(), Generation.Finish.CONTEXT),
                "",
                "",
                false,
                unscored());
    }

    private Score unscored() {
        return new Score(new float[0], nothingRead());
    }

    private Trace nothingRead() {
        return new Trace(subject.decoder().config().layers(), true);
    }

    /** Sequences of like length together, so that few wait for the longest. */
    private List<List<Integer>> batches(List<Encoded> encoded) {
        List<Integer> order =
                IntStream.range(0, encoded.size())
                        .filter(i -> encoded.get(i).promptTokens() <= context())
                        .boxed()
                        .sorted(Comparator.comparingInt(i -> encoded.get(i).ids().length))
                        .toList();
        var batches = new ArrayList<List<Integer>>();
        for (int from = 0; from < order.size(); from += task.batch()) {
            batches.add(order.subList(from, Math.min(from + task.batch(), order.size())));
        }
        return batches;
    }

    /** Answers batches and adds up what each half of the work took. */
    private final class Clocks {
        private double generating;
        private double scoring;

        void answer(
                List<Integer> batch,
                List<Example> examples,
                List<Encoded> encoded,
                Answered[] answers) {
            long start = System.nanoTime();
            List<Generation> generations =
                    generator.generate(
                            prompts(batch, i -> encoded.get(i).prompt()),
                            subject.gate(),
                            task.maxNewTokens(),
                            id -> subject.tokenizer().eos().orElse(-1) == id);
            long generated = System.nanoTime();
            List<Integer> fitting =
                    batch.stream().filter(i -> encoded.get(i).ids().length <= context()).toList();
            Iterator<Score> scores =
                    scorer.score(prompts(fitting, i -> encoded.get(i).ids()), subject.gate())
                            .iterator();
            scoring += (System.nanoTime() - generated) / NANOS;
            generating += (generated - start) / NANOS;
            for (int b = 0; b < batch.size(); b++) {
                int i = batch.get(b);
                answers[i] =
                        answered(
                                i,
                                examples.get(i),
                                encoded.get(i),
                                generations.get(b),
                                fitting.contains(i) ? scores.next() : unscored());
            }
        }
    }

    private static List<Prompt> prompts(
            List<Integer> batch, java.util.function.IntFunction<int[]> ids) {
        return batch.stream().map(i -> new Prompt(i, ids.apply(i))).toList();
    }

    private Answered answered(
            int index, Example example, Encoded encoded, Generation generation, Score score) {
        String text = subject.tokenizer().decode(generation.ids());
        String answer = task.set().filters().getFirst().extract(text);
        boolean correct = task.set().accepts(answer, example.answer());
        return new Answered(index, example, encoded, generation, text, answer, correct, score);
    }
}
