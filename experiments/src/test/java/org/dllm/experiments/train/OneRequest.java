package org.dllm.experiments.train;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.dllm.experiments.method.Dllm;
import org.dllm.experiments.model.Decoder;
import org.dllm.experiments.model.Generation;
import org.dllm.experiments.model.Trace;
import org.dllm.experiments.routing.Site;

/** A process that answers one request with a model under test. */
final class OneRequest {

    static final Dllm METHOD = Tiny.dllm(0.5, 1, true);

    private OneRequest() {}

    /**
     * @param arguments the model's name and the request's number
     */
    public static void main(String[] arguments) throws IOException {
        try (CheckedModel model = CheckedModels.named(arguments[0])) {
            model.open();
            var weights = model.trained(METHOD);
            try (var decoder = model.decoder(weights)) {
                int request = Integer.parseInt(arguments[1]);
                System.out.println(answer(model, weights, decoder, request));
            }
            model.free();
        }
    }

    /** Generated ids, and for each token the layers that it executed and that keep its key. */
    static String answer(
            CheckedModel model, TrainableWeights weights, Decoder decoder, int request) {
        var prompt = List.of(model.prompts(request + 1).getLast());
        Generation generated =
                CheckedModel.generate(decoder, prompt, model.gate(weights)).getFirst();
        var text = new StringBuilder(Arrays.toString(generated.ids()));
        Trace trace = generated.trace();
        for (int position = 0; position < trace.tokens(); position++) {
            text.append('\n');
            for (int layer = 0; layer < trace.layers(); layer++) {
                text.append(trace.executed(position, Site.attention(layer)) ? " +" : " -");
                text.append(trace.keepsKey(position, layer) ? 'k' : '.');
            }
        }
        return text.toString();
    }
}
