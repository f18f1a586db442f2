/** Data sets: examples with question, chain and answer, and their encoding. */
@NullMarked
package org.dllm.experiments.data;

import org.jspecify.annotations.NullMarked;
