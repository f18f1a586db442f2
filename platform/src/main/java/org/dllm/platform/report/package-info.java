/** The report of an experiment: its table with spec, seeds, time and machine, as Markdown. */
@ApplicationModule(allowedDependencies = {"run", "table"})
@NullMarked
package org.dllm.platform.report;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
