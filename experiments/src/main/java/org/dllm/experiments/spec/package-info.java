/**
 * Trees of text bound to records: defaults filled, every error told at once with its path. Knows no
 * particular record; {@code experiment} gives it the spec of a run.
 */
@NullMarked
package org.dllm.experiments.spec;

import org.jspecify.annotations.NullMarked;
