/** The start of the server: what refuses it, and what the terminal says then. */
@ApplicationModule(allowedDependencies = {"home"})
@NullMarked
package org.dllm.platform.start;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
