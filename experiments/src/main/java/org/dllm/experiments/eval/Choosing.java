package org.dllm.experiments.eval;

import java.util.ArrayList;
import java.util.List;
import org.dllm.experiments.model.ContinuationScores.OneScore;

/** Scores the choices of questions. */
final class Choosing implements Answerer {

    private final TextScorer scorer;

    Choosing(EvaluatedModel model) {
        int context = model.decoder().config().context();
        scorer = new TextScorer(model.decoder(), model.tokenizer(), model.gate(), context);
    }

    @Override
    public List<Answer> answer(List<Question> batch, PhaseTimes times) {
        List<Choose.Encoded> questions = batch.stream().map(Choose.Encoded.class::cast).toList();
        List<TextScores> scores =
                times.time(
                        Phase.SCORE,
                        () ->
                                scorer.scores(
                                        questions.stream()
                                                .map(q -> scorer.behind(q.index(), q.choices()))
                                                .toList()));
        var answers = new ArrayList<Answer>();
        for (int q = 0; q < questions.size(); q++) {
            TextScores found = scores.get(q);
            times.count(Phase.SCORE, found.tokensRead());
            answers.add(
                    new ChosenAnswer(
                            questions.get(q).index(),
                            questions.get(q).example(),
                            found.each().stream().map(OneScore::logP).toList(),
                            found.cut(),
                            found.read()));
        }
        return answers;
    }
}
