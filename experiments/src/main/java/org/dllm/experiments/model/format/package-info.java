/** Detects kinds of files by their first bytes. */
@NullMarked
package org.dllm.experiments.model.format;

import org.jspecify.annotations.NullMarked;
