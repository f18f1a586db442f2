/**
 * Who may do what: one-time links, sessions and tokens; everything else is refused.
 *
 * <p>A request carries either {@code Authorization: Bearer TOKEN} (the command line, scripts) or
 * the session cookie that a one-time link was exchanged for (the browser; changes then need the
 * CSRF token of cookie {@code XSRF-TOKEN} in header {@code X-XSRF-TOKEN} or field {@code _csrf}).
 */
@ApplicationModule(allowedDependencies = {"home", "worker", "database"})
@NullMarked
package org.dllm.platform.security;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
