/**
 * Authentication and authorization: one-time links, sessions and tokens; all other requests are
 * rejected.
 *
 * <p>A request carries either {@code Authorization: Bearer TOKEN} (the command line, scripts) or a
 * session cookie from a one-time link (the browser). With a cookie, changes need the CSRF token of
 * cookie {@code XSRF-TOKEN} in header {@code X-XSRF-TOKEN} or field {@code _csrf}.
 */
@ApplicationModule(allowedDependencies = {"home", "worker", "database"})
@NullMarked
package org.dllm.platform.security;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
