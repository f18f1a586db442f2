package org.dllm.experiments.eval;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.dllm.experiments.data.Example;
import org.dllm.experiments.data.Filter;
import org.dllm.experiments.eval.Generate.Prompted;
import org.dllm.experiments.eval.GeneratedAnswer.Extraction;
import org.dllm.experiments.model.Generation;
import org.dllm.experiments.model.Generator;
import org.dllm.experiments.model.Prompt;
import org.dllm.experiments.model.Sampling;
import org.dllm.experiments.model.Score;
import org.dllm.experiments.model.Scorer;
import org.jspecify.annotations.Nullable;

/**
 * Generates greedily from each prompt, then scores the set's own completion. Both skip layers. A
 * prompt that is too long is cut on the left; an example that is longer than the model's context is
 * not scored.
 */
final class Generating implements Answerer {

    private final Generate task;
    private final EvaluatedModel model;
    private final Generator generator;
    private final Scorer scorer;
    private final StopTexts stops;

    Generating(Generate task, EvaluatedModel model) {
        this.task = task;
        this.model = model;
        generator = new Generator(model.decoder(), Sampling.GREEDY);
        scorer = new Scorer(model.decoder());
        stops = task.stops();
    }

    @Override
    public List<Answer> answer(List<Question> batch, PhaseTimes times) {
        List<Prompted> questions = batch.stream().map(Prompted.class::cast).toList();
        List<Generation> generated = times.time(Phase.GENERATE, () -> generate(questions));
        List<Prompted> scorable = questions.stream().filter(q -> q.isScored(context())).toList();
        List<Score> scored =
                times.time(
                        Phase.SCORE,
                        () ->
                                scorer.score(
                                        scorable.stream().map(Generating::answered).toList(),
                                        model.gate()));
        times.count(Phase.GENERATE, generated.stream().mapToLong(g -> g.ids().length).sum());
        times.count(Phase.SCORE, scorable.stream().mapToLong(Prompted::tokens).sum());
        Iterator<Generation> generations = generated.iterator();
        Iterator<Score> scores = scored.iterator();
        return questions.stream()
                .<Answer>map(question ->
                        answer(
                                question,
                                generations.next(),
                                scorable.contains(question) ? scores.next() : null))
                .toList();
    }

    /** The set's own text of each question; none if it is longer than the model's context. */
    List<List<Reading>> texts(List<Question> batch) {
        List<Prompted> questions = batch.stream().map(Prompted.class::cast).toList();
        List<Prompted> scorable = questions.stream().filter(q -> q.isScored(context())).toList();
        List<Prompt> prompts = scorable.stream().map(Generating::answered).toList();
        Iterator<Score> scores = scorer.score(prompts, model.gate()).iterator();
        return questions.stream()
                .map(question ->
                        question.isScored(context())
                                ? List.of(reading(question, scores.next()))
                                : List.<Reading>of())
                .toList();
    }

    private List<Generation> generate(List<Prompted> questions) {
        return generator.generate(
                questions.stream().map(q -> new Prompt(q.index(), read(q))).toList(),
                model.gate(),
                task.maxNewTokens(),
                questions.stream().map(_ -> stops.watch(model.tokenizer())).toList());
    }

    /**
     * The prompt and the set's own completion; decisions about the sequence see the prompt only.
     */
    private static Prompt answered(Prompted question) {
        var encoded = question.encoded();
        return new Prompt(question.index(), encoded.ids(), encoded.promptTokens());
    }

    private GeneratedAnswer answer(
            Prompted question, Generation generation, @Nullable Score score) {
        String text = stops.cut(model.tokenizer().decode(generation.ids()));
        int prompt = question.encoded().promptTokens();
        return new GeneratedAnswer(
                question.index(),
                question.example(),
                text,
                task.set().filters().stream()
                        .map(filter -> extraction(filter, text, question.example()))
                        .toList(),
                reading(read(question), generation),
                score == null ? null : reading(question, score),
                score == null ? 0 : completionNll(score, prompt),
                question.cut(context()),
                generation.kvBytes());
    }

    /** The tokens of the prompt that the model reads. */
    private int[] read(Prompted question) {
        int[] prompt = question.encoded().prompt();
        return Arrays.copyOfRange(prompt, question.cut(context()), prompt.length);
    }

    private int context() {
        return model.decoder().config().context();
    }

    private Extraction extraction(Filter filter, String text, Example example) {
        String found = filter.extract(text);
        return new Extraction(filter.name(), found, task.set().accepts(found, example.answer()));
    }

    private static Reading reading(Prompted question, Score score) {
        var encoded = question.encoded();
        return new Reading(
                encoded.ids(), encoded.promptTokens(), score.trace(), score.nll().length);
    }

    /** The model never reads the last generated token. */
    private static Reading reading(int[] prompt, Generation generation) {
        int[] ids = Arrays.copyOf(prompt, generation.trace().tokens());
        System.arraycopy(generation.ids(), 0, ids, prompt.length, ids.length - prompt.length);
        return new Reading(ids, prompt.length, generation.trace(), generation.ids().length);
    }

    private static double completionNll(Score score, int promptTokens) {
        double sum = 0;
        for (int i = promptTokens - 1; i < score.nll().length; i++) {
            sum += score.nll()[i];
        }
        return sum;
    }
}
