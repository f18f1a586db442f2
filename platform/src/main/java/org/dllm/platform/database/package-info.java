/**
 * Availability of the shared database: which errors mean that it is unavailable, and since when.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package org.dllm.platform.database;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
