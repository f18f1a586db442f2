/**
 * The process of one run: a Spring Batch job in its own JVM, which trains, evaluates and writes
 * events to a spool. The server starts it and reads the spool; there is no other connection.
 */
@ApplicationModule(allowedDependencies = "spool")
@NullMarked
package org.dllm.platform.batch;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
