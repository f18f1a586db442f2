/** Live updates of runs as server-sent events. */
@ApplicationModule(allowedDependencies = {"run", "metric", "activity", "database"})
@NullMarked
package org.dllm.platform.live;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
