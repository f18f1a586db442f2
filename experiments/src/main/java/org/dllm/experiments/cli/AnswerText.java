package org.dllm.experiments.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dllm.experiments.eval.Answer;
import org.dllm.experiments.eval.ChosenAnswer;
import org.dllm.experiments.eval.GeneratedAnswer;
import org.dllm.experiments.eval.ScoredText;

/** An answer as {@code --samples} prints it. */
final class AnswerText {

    private AnswerText() {}

    static Map<String, Object> of(Answer answer) {
        var sample = new LinkedHashMap<String, Object>();
        sample.put("index", answer.index());
        switch (answer) {
            case ChosenAnswer chosen -> {
                int gold = chosen.example().choices().gold();
                sample.put("loglikelihoods", chosen.logLikelihoods());
                sample.put("target", gold);
                sample.put("acc", chosen.chosen() == gold ? 1 : 0);
                sample.put("acc_norm", chosen.chosenByCharacters() == gold ? 1 : 0);
                sample.put("acc_bytes", chosen.chosenByBytes() == gold ? 1 : 0);
                putCut(sample, chosen.cut());
            }
            case GeneratedAnswer generated -> {
                sample.put("text", generated.text());
                sample.put("target", generated.example().answer());
                var filtered = new LinkedHashMap<String, Object>();
                var correct = new LinkedHashMap<String, Object>();
                for (GeneratedAnswer.Extraction found : generated.extractions()) {
                    String name = found.filter().isEmpty() ? "none" : found.filter();
                    filtered.put(name, found.answer());
                    correct.put(name, found.correct() ? 1 : 0);
                }
                sample.put("filtered", filtered);
                sample.put("exact_match", correct);
                putCut(sample, generated.cut());
            }
            case ScoredText text -> {
                sample.put("loglikelihoods", List.of(text.logLikelihood()));
                sample.put("tokens", text.tokens());
                if (text.example().prompt().isEmpty()) {
                    sample.put("words", text.example().original().words());
                    sample.put("bytes", text.example().original().bytes());
                } else {
                    sample.put("target", text.example().completion());
                }
                putCut(sample, text.cut());
            }
        }
        return sample;
    }

    private static void putCut(Map<String, Object> sample, int cut) {
        if (cut > 0) {
            sample.put("cut", cut);
        }
    }
}
