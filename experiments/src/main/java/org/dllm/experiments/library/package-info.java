/** Models and data sets: their sources, fetching them, and finding them by name. */
@NullMarked
package org.dllm.experiments.library;

import org.jspecify.annotations.NullMarked;
