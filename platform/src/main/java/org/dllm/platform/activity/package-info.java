/** Layer activity: the counts shown in heat maps. */
@ApplicationModule(allowedDependencies = {"run"})
@NullMarked
package org.dllm.platform.activity;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
