/** Model files as they come: llama2.c, GGUF and safetensors in, safetensors out. */
@NullMarked
package org.dllm.experiments.model.io;

import org.jspecify.annotations.NullMarked;
