/**
 * The file a run's process writes its events to and the worker reads: JSON lines that can be torn.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package org.dllm.platform.spool;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
