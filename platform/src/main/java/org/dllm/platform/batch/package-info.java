/**
 * The process of one run: a Spring Batch job in a JVM of its own, which trains, evaluates and tells
 * what happens to a spool. The server starts it and reads the spool; nothing else is between them.
 */
@ApplicationModule(allowedDependencies = "spool")
@NullMarked
package org.dllm.platform.batch;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
