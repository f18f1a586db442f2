/** Actions on many runs at once: archive, cancel, resume and delete them, with their files. */
@ApplicationModule(allowedDependencies = {"run", "home", "worker", "rerun"})
@NullMarked
package org.dllm.platform.bulk;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
