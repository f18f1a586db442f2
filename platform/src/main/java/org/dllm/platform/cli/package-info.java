/** The command line: a client of the REST interface, without Spring, so that it starts quickly. */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package org.dllm.platform.cli;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
