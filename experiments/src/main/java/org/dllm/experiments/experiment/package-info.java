/** One run of one spec: the only door that the platform uses. */
@NullMarked
package org.dllm.experiments.experiment;

import org.jspecify.annotations.NullMarked;
