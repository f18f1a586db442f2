/**
 * Benchmarks: speed of this program and of reference programs, measured in turns on the same
 * machine.
 */
@NullMarked
package org.dllm.experiments.bench;

import org.jspecify.annotations.NullMarked;
