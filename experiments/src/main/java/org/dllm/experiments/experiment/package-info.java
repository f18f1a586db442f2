/** One run of one spec: the API with which the platform executes runs. */
@NullMarked
package org.dllm.experiments.experiment;

import org.jspecify.annotations.NullMarked;
