/**
 * Binds trees of text to records: fills defaults and reports all errors at once with their paths.
 * It knows no particular record; {@code experiment} provides the spec of a run.
 */
@NullMarked
package org.dllm.experiments.spec;

import org.jspecify.annotations.NullMarked;
