package org.dllm.experiments.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import org.junit.jupiter.api.Test;

class DevicesTests {

    @Test
    void theCpuIsAlwaysAvailable() {
        assertThat(Devices.of("cpu")).isEqualTo(Device.cpu());
    }

    @Test
    void aMissingDeviceIsReportedWithTheAvailableOnes() {
        assertThat(Devices.of("cuda:1", Device.gpu(1), 2)).isEqualTo(Device.gpu(1));
        assertThatThrownBy(() -> Devices.of("cuda:2", Device.gpu(2), 2))
                .hasMessage("device: expected cpu or cuda:0 to cuda:1, found cuda:2");
        assertThatThrownBy(() -> Devices.of("cuda:1", Device.gpu(1), 1))
                .hasMessage("device: expected cpu or cuda:0, found cuda:1");
        assertThatThrownBy(() -> Devices.of("cuda:0", Device.gpu(0), 0))
                .hasMessageContaining("has no CUDA device, found cuda:0");
    }

    @Test
    void anInvalidDeviceNameIsReported() {
        assertThatThrownBy(() -> Devices.of("foo"))
                .hasMessage("device: expected cpu or cuda:n, found foo");
    }
}
