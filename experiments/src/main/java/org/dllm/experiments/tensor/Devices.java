package org.dllm.experiments.tensor;

import ai.djl.Device;
import ai.djl.engine.Engine;

/** Devices for tensors. */
public final class Devices {

    private Devices() {}

    /**
     * Finds a device by its name in specs.
     *
     * @param name {@code cpu} or {@code cuda:n}
     * @throws IllegalArgumentException if this machine has no such device
     */
    public static Device of(String name) {
        if (!name.matches("cpu|cuda:[0-9]{1,3}")) {
            throw new IllegalArgumentException("device: expected cpu or cuda:n, found " + name);
        }
        Device device = Device.fromName(name.replace("cuda:", "gpu"));
        return of(name, device, device.isGpu() ? Engine.getEngine("PyTorch").getGpuCount() : 0);
    }

    static Device of(String name, Device device, int there) {
        if (device.isGpu() && device.getDeviceId() >= there) {
            String offered =
                    switch (there) {
                        case 0 -> "cpu, because this machine has no CUDA device";
                        case 1 -> "cpu or cuda:0";
                        default -> "cpu or cuda:0 to cuda:" + (there - 1);
                    };
            throw new IllegalArgumentException(
                    "device: expected %s, found %s".formatted(offered, name));
        }
        return device;
    }
}
