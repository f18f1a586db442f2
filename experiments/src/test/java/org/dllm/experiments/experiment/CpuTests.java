package org.dllm.experiments.experiment;

class CpuTests extends DeviceChecks {

    @Override
    String device() {
        return "cpu";
    }
}
