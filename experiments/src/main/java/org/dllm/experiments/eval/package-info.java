/** Evaluation: generation, likelihood, cost, metrics. */
@NullMarked
package org.dllm.experiments.eval;

import org.jspecify.annotations.NullMarked;
