/** What all of the REST interface shares: its document, its errors. */
@ApplicationModule(allowedDependencies = {"run"})
@NullMarked
package org.dllm.platform.web;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
