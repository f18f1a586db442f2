/** The table of an experiment: data sets by systems, computed from the database. */
@ApplicationModule(allowedDependencies = {"run"})
@NullMarked
package org.dllm.platform.table;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
