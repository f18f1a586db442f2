/** Experiments and the submission of specs. */
@ApplicationModule(allowedDependencies = {"run", "metric", "home", "worker"})
@NullMarked
package org.dllm.platform.experiment;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
