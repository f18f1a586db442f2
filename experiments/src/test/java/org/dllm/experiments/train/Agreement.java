package org.dllm.experiments.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import ai.djl.ndarray.NDArray;
import org.dllm.experiments.model.MaskedForward;
import org.dllm.experiments.model.Prompt;
import org.dllm.experiments.model.Score;
import org.dllm.experiments.model.Trace;

/** Assertions that two forms of a model agree. */
final class Agreement {

    private static final float CLOSE = 1e-4f;

    private Agreement() {}

    static void assertSame(Score actual, Score expected) {
        assertThat(actual.nll()).containsExactly(expected.nll(), offset(CLOSE));
        assertSame(actual.trace(), expected.trace());
    }

    /** Compares the tokens of {@code actual}; {@code expected} may have one more. */
    static void assertSame(Trace actual, Trace expected) {
        for (int position = 0; position < actual.tokens(); position++) {
            for (int site = 0; site < actual.sites(); site++) {
                assertThat(actual.executed(position, site))
                        .isEqualTo(expected.executed(position, site));
            }
            for (int layer = 0; layer < actual.layers(); layer++) {
                assertThat(actual.keepsKey(position, layer))
                        .isEqualTo(expected.keepsKey(position, layer));
            }
        }
    }

    /** The score of a prompt from logits of the masked form. */
    static Score score(Prompt prompt, MaskedForward.Result result) {
        NDArray likelihood = result.logits().logSoftmax(1);
        var nll = new float[prompt.ids().length - 1];
        for (int i = 0; i < nll.length; i++) {
            nll[i] = -likelihood.getFloat(i, prompt.ids()[i + 1]);
        }
        return new Score(nll, result.trace());
    }

    static int skips(Trace trace) {
        int skips = 0;
        for (int position = 0; position < trace.tokens(); position++) {
            for (int site = 0; site < trace.sites(); site++) {
                skips += trace.executed(position, site) ? 0 : 1;
            }
        }
        return skips;
    }
}
