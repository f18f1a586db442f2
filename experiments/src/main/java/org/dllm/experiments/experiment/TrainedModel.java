package org.dllm.experiments.experiment;

import ai.djl.ndarray.NDManager;
import org.dllm.experiments.eval.EvaluatedModel;
import org.dllm.experiments.eval.FlopsModel;
import org.dllm.experiments.method.Method;
import org.dllm.experiments.model.Decoder;
import org.dllm.experiments.model.LlamaWeights;
import org.dllm.experiments.random.RandomStreams;
import org.dllm.experiments.routing.Decider;
import org.dllm.experiments.train.TrainableWeights;

/** The trained weights as a model that skips layers, with low-rank updates merged. */
record TrainedModel(LlamaWeights weights, EvaluatedModel evaluatedModel) implements AutoCloseable {

    /**
     * @param method decides which token executes which layer; the one that was trained or a fitted
     *     one
     */
    static TrainedModel of(
            BaseModel base,
            TrainableWeights trained,
            Method method,
            RandomStreams streams,
            NDManager manager) {
        var weights = LlamaWeights.load(base.config(), trained, manager, trained.recipe().held());
        int layers = base.config().layers();
        var decoder = new Decoder(weights, trained.routers(method, streams), method.kvPolicy());
        var costs = FlopsModel.of(base.config(), method);
        return new TrainedModel(
                weights,
                new EvaluatedModel(
                        decoder,
                        method.gate(layers, streams),
                        method.forced(layers),
                        base.tokenizer(),
                        costs));
    }

    /** The same model with a method that differs in its threshold only. */
    EvaluatedModel evaluatedModel(Method method) {
        Decoder decoder = evaluatedModel.decoder();
        Decider other = method.decider(decoder.config()).orElseThrow();
        return new EvaluatedModel(
                decoder.withDecider(other),
                evaluatedModel.gate(),
                evaluatedModel.forced(),
                evaluatedModel.tokenizer(),
                evaluatedModel.costs());
    }

    @Override
    public void close() {
        evaluatedModel.decoder().close();
        weights.close();
    }
}
