package org.dllm.experiments.train;

import java.util.List;
import org.dllm.experiments.data.Encoded;
import org.dllm.experiments.data.Family;
import org.dllm.experiments.model.LlamaConfig;
import org.dllm.experiments.model.LlamaWeights;
import org.dllm.experiments.model.tokenizer.CharTokenizer;
import org.dllm.experiments.model.tokenizer.Tokenizer;
import org.dllm.experiments.model.tokenizer.TokenizerSource;
import org.dllm.experiments.model.tokenizer.Tokenizers;

/** On a model of four layers that nobody trained. */
class TinyAcceptanceTests extends AcceptanceChecks {

    @Override
    LlamaConfig config() {
        return Tiny.CONFIG;
    }

    @Override
    LlamaWeights.Source source() {
        return new FreshWeights(Tiny.CONFIG, Tiny.STREAMS);
    }

    @Override
    Tokenizer tokenizer() {
        return Tokenizers.of(new TokenizerSource.Json(CharTokenizer.json(Family.ALPHABET)));
    }

    @Override
    List<Encoded> examples(int count) {
        return Tiny.examples(count);
    }

    @Override
    double rounding() {
        return 2e-6;
    }

    @Override
    double evicting() {
        return 2e-6;
    }

    @Override
    List<Double> alphas() {
        return List.of(0.02, 0.3, 5.0);
    }

    /** Two of the four layers are forced. */
    @Override
    double target() {
        return 0.75;
    }

    @Override
    int steps() {
        return 40;
    }
}
