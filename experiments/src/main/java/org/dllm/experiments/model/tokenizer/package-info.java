/** Tokenizers of Hugging Face, SentencePiece, llama2.c, tiktoken and GGUF files. */
@NullMarked
package org.dllm.experiments.model.tokenizer;

import org.jspecify.annotations.NullMarked;
