package org.dllm.experiments.experiment;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.function.Supplier;
import org.dllm.experiments.tensor.Devices;

/** Resources of an open run: the arrays on its device and the model it starts from. */
record RunContext(NDManager manager, BaseModel base) implements AutoCloseable {

    static RunContext open(ResourceSpec resources, Supplier<BaseModel> base) {
        NDManager manager = NDManager.newBaseManager(Devices.of(resources.device()), "PyTorch");
        try {
            // the number of threads decides the order of reductions, so it affects the result
            JniUtils.setNumThreads(resources.threads());
            return new RunContext(manager, base.get());
        } catch (RuntimeException | Error e) {
            manager.close();
            throw e;
        }
    }

    @Override
    public void close() {
        base.close();
        manager.close();
    }
}
