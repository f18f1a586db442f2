/** Which layers ran, for what: counts behind the heat maps. */
@ApplicationModule(allowedDependencies = {"run"})
@NullMarked
package org.dllm.platform.activity;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
