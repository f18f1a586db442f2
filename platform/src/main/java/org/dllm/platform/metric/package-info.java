/** Metric series: all points as reported, and fewer points for charts. */
@ApplicationModule(allowedDependencies = {"run"})
@NullMarked
package org.dllm.platform.metric;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
