/** Read-only SQL queries of notebooks on the server's H2 file. */
@ApplicationModule(allowedDependencies = {"home"})
@NullMarked
package org.dllm.platform.query;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
