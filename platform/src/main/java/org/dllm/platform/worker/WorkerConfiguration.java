package org.dllm.platform.worker;

import org.dllm.experiments.experiment.MonotonicClock;
import org.dllm.platform.batch.RunProcess;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class WorkerConfiguration {

    @Bean
    MonotonicClock monotonicClock() {
        return System::nanoTime;
    }

    @Bean
    ChildCommand childCommand() {
        return new ChildCommand(RunProcess.class.getName());
    }
}
