/**
 * Runs from submitted to finished: their rows, states, logs and samples.
 *
 * <p>Who carries runs out listens, inside the transaction that tells it, to {@link
 * org.dllm.platform.run.RunQueued}, {@link org.dllm.platform.run.RunWaitsAgain} and {@link
 * org.dllm.platform.run.RunCancelRequested}; who shows them listens to {@link
 * org.dllm.platform.run.RunChanged} after commit.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package org.dllm.platform.run;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
