/** Artifacts of runs. Files are found by their rows, never by a path in a request. */
@ApplicationModule(allowedDependencies = {"home", "run"})
@NullMarked
package org.dllm.platform.artifact;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
