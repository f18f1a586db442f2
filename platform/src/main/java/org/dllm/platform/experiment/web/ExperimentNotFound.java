package org.dllm.platform.experiment.web;

final class ExperimentNotFound extends RuntimeException {
    ExperimentNotFound(String name) {
        super("there is no experiment " + name);
    }
}
