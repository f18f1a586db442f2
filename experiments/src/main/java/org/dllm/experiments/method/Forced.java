package org.dllm.experiments.method;

/**
 * Which executions a method leaves to nobody: the token runs the layer, whatever a router or a coin
 * would have said. A coin that falls on execute forces nothing.
 */
@FunctionalInterface
public interface Forced {

    /**
     * @param position of the token in its sequence, from 0
     * @param layer from 0
     */
    boolean at(int position, int layer);
}
