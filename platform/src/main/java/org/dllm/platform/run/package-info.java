/**
 * Runs from submission to their end: rows, states, logs and samples.
 *
 * <p>The module that executes runs listens to {@link org.dllm.platform.run.RunQueued} and others
 * inside the publishing transaction; pages listen to {@link org.dllm.platform.run.RunChanged} after
 * commit.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package org.dllm.platform.run;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
