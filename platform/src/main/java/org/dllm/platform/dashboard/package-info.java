/** The pages of the dashboard. No other module depends on this one. */
@ApplicationModule(allowedDependencies = {"live", "metric", "run", "table", "worker"})
@NullMarked
package org.dllm.platform.dashboard;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
