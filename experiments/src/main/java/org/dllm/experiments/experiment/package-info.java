/** One run of one spec: the only API that the platform uses. */
@NullMarked
package org.dllm.experiments.experiment;

import org.jspecify.annotations.NullMarked;
