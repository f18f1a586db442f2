/** Resumes ended runs, and reruns finished runs to compare them bit for bit. */
@ApplicationModule(
        allowedDependencies = {
            "run",
            "experiment",
            "metric",
            "activity",
            "artifact",
            "home",
            "worker"
        })
@NullMarked
package org.dllm.platform.rerun;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
