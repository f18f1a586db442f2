package org.dllm.experiments.routing;

/**
 * Who decides which token runs which layer: one byte per token and layer, known before the layer is
 * reached. Every method is such a function; training and inference take the same bytes.
 */
@FunctionalInterface
public interface Gate {

    /** The token goes past the layer. */
    byte SKIP = 0;

    /** The token runs the layer. */
    byte EXECUTE = 1;

    /** The layer's router decides. */
    byte ASK = 2;

    /** The dense model: every token runs every layer. */
    Gate DENSE = (_, _, _) -> EXECUTE;

    /**
     * @param sequence identity of the sequence, the same whatever batch it is in
     * @param position of the token, from 0
     * @param layer from 0
     * @return {@link #SKIP}, {@link #EXECUTE} or {@link #ASK}
     */
    byte at(long sequence, int position, int layer);
}
