/** Metric series: every point as it was told, and fewer points for the eye. */
@ApplicationModule(allowedDependencies = {"run"})
@NullMarked
package org.dllm.platform.metric;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
