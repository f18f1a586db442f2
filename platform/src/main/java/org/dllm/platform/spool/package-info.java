/**
 * The file in which a run's process writes its events and which the worker reads: JSON lines, of
 * which a kill may cut off the last.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package org.dllm.platform.spool;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
