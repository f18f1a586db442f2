package org.dllm.experiments.train;

import java.nio.ByteBuffer;

/** Weights by Hugging Face's names, row-major float32 in native order: (out, in) or (width). */
@FunctionalInterface
public interface WeightSource {
    ByteBuffer float32(String name);
}
