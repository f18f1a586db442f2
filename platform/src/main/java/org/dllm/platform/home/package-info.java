/** The lab's folders. */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package org.dllm.platform.home;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
