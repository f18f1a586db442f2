/** Failures to start the server and their messages on the terminal. */
@ApplicationModule(allowedDependencies = {"home"})
@NullMarked
package org.dllm.platform.start;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
