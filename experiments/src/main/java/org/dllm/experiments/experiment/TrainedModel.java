package org.dllm.experiments.experiment;

import ai.djl.ndarray.NDManager;
import java.util.List;
import org.dllm.experiments.eval.FlopsModel;
import org.dllm.experiments.eval.Subject;
import org.dllm.experiments.method.Dense;
import org.dllm.experiments.method.Dllm;
import org.dllm.experiments.method.Forced;
import org.dllm.experiments.method.Gates;
import org.dllm.experiments.method.RandomSkip;
import org.dllm.experiments.method.StaticLayers;
import org.dllm.experiments.model.Decoder;
import org.dllm.experiments.model.LlamaWeights;
import org.dllm.experiments.random.RandomStreams;
import org.dllm.experiments.train.TrainableWeights;

/** The trained weights as a model that skips for real, low-rank updates merged. */
record TrainedModel(LlamaWeights weights, Subject subject) implements AutoCloseable {

    static TrainedModel of(
            ExperimentSpec spec,
            BaseModel base,
            TrainableWeights trained,
            RandomStreams streams,
            NDManager manager) {
        var weights = LlamaWeights.load(base.config(), trained, manager, trained.recipe().held());
        boolean evict =
                switch (spec.method()) {
                    case Dllm dllm -> dllm.evict();
                    case RandomSkip random -> random.evict();
                    case Dense _, StaticLayers _ -> true;
                };
        var decoder = new Decoder(weights, List.of(), trained.routers().forInference(), evict);
        int layers = base.config().layers();
        var gate = Gates.of(spec.method(), layers, streams);
        var forced = Forced.of(spec.method(), layers);
        var costs = FlopsModel.of(base.config(), spec.method());
        return new TrainedModel(
                weights, new Subject(decoder, gate, forced, base.tokenizer(), costs));
    }

    @Override
    public void close() {
        subject.decoder().close();
        weights.close();
    }
}
