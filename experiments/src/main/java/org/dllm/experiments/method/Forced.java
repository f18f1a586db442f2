package org.dllm.experiments.method;

/**
 * Executions that a method forces: the token executes the layer without a decision of a router or a
 * random draw. A random decision to execute is not forced.
 */
@FunctionalInterface
public interface Forced {

    /**
     * @param position of the token in its sequence, from 0
     * @param layer from 0
     */
    boolean at(int position, int layer);
}
