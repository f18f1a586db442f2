/** Model files: reads llama2.c, GGUF and safetensors, writes safetensors. */
@NullMarked
package org.dllm.experiments.model.io;

import org.jspecify.annotations.NullMarked;
