package org.dllm.experiments.train;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.dllm.experiments.FreshProcess;
import org.dllm.experiments.method.AlphaSpec;
import org.dllm.experiments.method.Dllm;
import org.dllm.experiments.model.Decoder;
import org.dllm.experiments.model.Generation;
import org.dllm.experiments.model.MaskedForward;
import org.dllm.experiments.model.Prompt;
import org.dllm.experiments.model.Score;
import org.dllm.experiments.model.Scorer;
import org.dllm.experiments.model.Trace;
import org.dllm.experiments.routing.RouterContractTests;
import org.dllm.experiments.routing.RouterSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** (b) and (d): generated text depends only on the sequence's own tokens. */
interface DecodingChecks extends CheckSuite {

    /** D-LLM with each router, and without eviction. */
    static List<Dllm> asking() {
        return Stream.concat(
                        RouterContractTests.EXAMPLES.stream().map(DecodingChecks::with),
                        Stream.of(Tiny.dllm(0.5, 1, false)))
                .toList();
    }

    static Dllm with(RouterSpec router) {
        return new Dllm(0.5, new AlphaSpec(1, "constant"), Tiny.KEEP, true, router);
    }

    @ParameterizedTest
    @MethodSource("org.dllm.experiments.train.DecodingChecks#asking")
    default void bDecodeAgreesWithPrefill(Dllm method) {
        var weights = model().trained(method);
        var gate = model().gate(weights);
        var inference = model().inference(weights);
        var masked =
                new MaskedForward(inference, weights.routers().forInference(), method.kvPolicy());
        try (var decoder =
                new Decoder(inference, weights.routers().forInference(), method.kvPolicy())) {
            var prompts = model().prompts(2);
            List<Generation> recorded = CheckedModel.generate(decoder, prompts, gate);
            for (int i = 0; i < prompts.size(); i++) {
                Prompt whole = CheckedModel.continued(prompts.get(i), recorded.get(i));
                Score once = new Scorer(decoder).score(List.of(whole), gate).getFirst();
                try (NDManager scope = model().manager().newSubManager()) {
                    var expected = masked.run(whole, gate, scope);
                    Agreement.assertSame(once, Agreement.score(whole, expected));
                    long[] best = expected.logits().argMax(1).toLongArray();
                    int from = prompts.get(i).ids().length;
                    for (int at = from; at < whole.ids().length; at++) {
                        assertThat(best[at - 1]).isEqualTo(whole.ids()[at]);
                    }
                }
                Trace stepped = recorded.get(i).trace();
                assertThat(Agreement.skips(stepped)).isPositive();
                // the last generated token was never read
                assertThat(stepped.tokens()).isEqualTo(whole.ids().length - 1);
                Agreement.assertSame(stepped, once.trace());
            }
        }
    }

    /** In D-LLM's published code, a second request sees keys of the first. */
    @Test
    default void dRequestsToOneProcessDoNotAffectEachOther() throws IOException {
        // one after the other, because each process holds a whole model
        var fresh = new ArrayList<String>();
        for (String request : List.of("0", "1")) {
            var process = FreshProcess.of(OneRequest.class, model().name(), request);
            fresh.add(process.output().strip());
        }
        var weights = model().trained(OneRequest.METHOD);
        try (var decoder = model().decoder(weights)) {
            for (int request = 0; request < fresh.size(); request++) {
                assertThat(OneRequest.answer(model(), weights, decoder, request))
                        .isEqualTo(fresh.get(request));
            }
        }
    }
}
