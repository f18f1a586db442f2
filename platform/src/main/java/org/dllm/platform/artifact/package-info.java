/** Files that runs leave, found by row and never by path. */
@ApplicationModule(allowedDependencies = {"home", "run"})
@NullMarked
package org.dllm.platform.artifact;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
