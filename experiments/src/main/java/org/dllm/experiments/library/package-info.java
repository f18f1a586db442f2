/** Models and data sets: where they come from, bringing them here, finding them by name. */
@NullMarked
package org.dllm.experiments.library;

import org.jspecify.annotations.NullMarked;
