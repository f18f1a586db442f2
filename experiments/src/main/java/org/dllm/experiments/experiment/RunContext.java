package org.dllm.experiments.experiment;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.function.Supplier;
import org.dllm.experiments.tensor.Devices;

/** What a run stands on while it is open: arrays on its device, and the model it starts from. */
record RunContext(NDManager manager, BaseModel base) implements AutoCloseable {

    static RunContext open(ResourceSpec resources, Supplier<BaseModel> base) {
        NDManager manager = NDManager.newBaseManager(Devices.of(resources.device()), "PyTorch");
        try {
            // part of the result: the number of threads orders reductions
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
