/** Low-rank adapters on frozen linear maps. */
@NullMarked
package org.dllm.experiments.lora;

import org.jspecify.annotations.NullMarked;
