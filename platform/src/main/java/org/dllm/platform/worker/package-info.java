/**
 * Executes runs: claims with leases, child processes, reading of their spools into the database,
 * recovery.
 */
@ApplicationModule(
        allowedDependencies = {
            "run",
            "metric",
            "activity",
            "artifact",
            "home",
            "spool",
            "batch",
            "database"
        })
@NullMarked
package org.dllm.platform.worker;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
