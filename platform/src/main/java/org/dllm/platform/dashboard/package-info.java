/** The pages. Each shows what the other modules hold; none of them knows of it. */
@ApplicationModule(allowedDependencies = {"live", "metric", "run", "worker"})
@NullMarked
package org.dllm.platform.dashboard;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
