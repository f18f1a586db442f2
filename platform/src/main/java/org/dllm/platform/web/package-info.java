/** Shared parts of the REST interface: OpenAPI document and error responses. */
@ApplicationModule(allowedDependencies = {"run"})
@NullMarked
package org.dllm.platform.web;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
