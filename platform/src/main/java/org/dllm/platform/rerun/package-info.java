/** Runs that are gone on with after their end, or done again and compared, bit for bit. */
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
