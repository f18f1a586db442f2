/** Settings of low-rank adapters (LoRA) on frozen matrices. */
@NullMarked
package org.dllm.experiments.lora;

import org.jspecify.annotations.NullMarked;
