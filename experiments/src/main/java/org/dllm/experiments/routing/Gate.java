package org.dllm.experiments.routing;

/**
 * Decides which token executes which layer. A decision is one byte per token and layer, available
 * before the layer is computed. Every method is such a function; training and inference use the
 * same bytes.
 */
@FunctionalInterface
public interface Gate {

    /** The token skips the layer. */
    byte SKIP = 0;

    /** The token executes the layer. */
    byte EXECUTE = 1;

    /** The layer's router decides. */
    byte ASK = 2;

    /** The dense model: every token executes every layer. */
    Gate DENSE = (_, _, _) -> EXECUTE;

    /**
     * @param sequence identity of the sequence, independent of its batch
     * @param position of the token, from 0
     * @param layer from 0
     * @return {@link #SKIP}, {@link #EXECUTE} or {@link #ASK}
     */
    byte at(long sequence, int position, int layer);
}
