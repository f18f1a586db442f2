package org.dllm.experiments.model.io;

import java.util.Optional;
import org.dllm.experiments.model.LlamaConfig;
import org.dllm.experiments.model.tokenizer.TokenizerSource;

/**
 * A model on disk, independent of its format.
 *
 * <p>Tensors have Hugging Face's names and layout: {@code model.embed_tokens.weight}, {@code
 * model.layers.N.self_attn.q_proj.weight}, ... with matrices as (out, in), rotary pairs as two
 * halves of a head, and {@code lm_head.weight} only if the head is not tied to the embedding.
 */
public interface ModelFile extends TensorFile {

    /** {@code gguf}, {@code safetensors} or {@code llama2.c}. */
    String format();

    LlamaConfig config();

    /** The tokenizer inside the file, or else in the same folder. */
    Optional<TokenizerSource> tokenizer();
}
