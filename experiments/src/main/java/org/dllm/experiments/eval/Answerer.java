package org.dllm.experiments.eval;

import java.util.List;

/** Answers questions of one task with one model. */
@FunctionalInterface
public interface Answerer {

    /**
     * One answer per question, in the order of the questions.
     *
     * @param times records the time of each phase
     */
    List<Answer> answer(List<Question> batch, PhaseTimes times);
}
