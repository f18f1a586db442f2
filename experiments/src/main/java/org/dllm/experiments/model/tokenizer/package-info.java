/** Tokenizers from every source there is, through one engine. */
@NullMarked
package org.dllm.experiments.model.tokenizer;

import org.jspecify.annotations.NullMarked;
