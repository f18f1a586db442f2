package org.dllm.experiments.experiment;

import org.junit.jupiter.api.Tag;

@Tag("gpu")
class GpuTests extends DeviceChecks {

    @Override
    String device() {
        return "cuda:0";
    }
}
