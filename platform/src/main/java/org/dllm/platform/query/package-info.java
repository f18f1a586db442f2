/** Queries that a notebook sends: SQL on the server's H2 file, for reading only. */
@ApplicationModule(allowedDependencies = {"home"})
@NullMarked
package org.dllm.platform.query;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
