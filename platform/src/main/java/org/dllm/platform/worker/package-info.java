/**
 * Who carries runs out: claims with a lease, child processes, the way of their spools into the
 * database, recovery.
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
