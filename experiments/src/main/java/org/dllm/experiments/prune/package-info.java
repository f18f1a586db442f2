/** Which blocks a model can lose: importance scores and the order of removal. */
@NullMarked
package org.dllm.experiments.prune;

import org.jspecify.annotations.NullMarked;
