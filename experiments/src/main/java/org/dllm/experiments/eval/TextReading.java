package org.dllm.experiments.eval;

import java.util.ArrayList;
import java.util.List;
import org.dllm.experiments.model.ContinuationScores.OneScore;

/** Scores texts: pages in rolling windows, completions after their prompts. */
final class TextReading implements Answerer {

    private final TextScorer scorer;

    TextReading(Likelihood task, EvaluatedModel model) {
        scorer = new TextScorer(model.decoder(), model.tokenizer(), model.gate(), task.window());
    }

    @Override
    public List<Answer> answer(List<Question> batch, PhaseTimes times) {
        List<Likelihood.Text> texts = batch.stream().map(Likelihood.Text.class::cast).toList();
        List<TextScores> scores =
                times.time(
                        Phase.SCORE, () -> scorer.scores(texts.stream().map(this::plan).toList()));
        var answers = new ArrayList<Answer>();
        for (int t = 0; t < texts.size(); t++) {
            TextScores found = scores.get(t);
            times.count(Phase.SCORE, found.tokensRead());
            OneScore score = found.each().getFirst();
            answers.add(
                    new ScoredText(
                            texts.get(t).index(),
                            texts.get(t).example(),
                            score.logP(),
                            score.tokens(),
                            found.cut(),
                            found.read()));
        }
        return answers;
    }

    private ReadingPlan plan(Likelihood.Text text) {
        return text.prompt().length == 0
                ? scorer.rolling(text.index(), text.ids())
                : scorer.behind(
                        text.index(), new EncodedChoices(text.prompt(), List.of(text.ids())));
    }
}
