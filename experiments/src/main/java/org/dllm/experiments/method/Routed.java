package org.dllm.experiments.method;

import java.util.Optional;
import org.dllm.experiments.model.LlamaConfig;
import org.dllm.experiments.routing.Decider;

/** A method whose routers train with the model. It always has a decider. */
interface Routed extends Method {

    @Override
    Optional<Decider> decider(LlamaConfig model);
}
