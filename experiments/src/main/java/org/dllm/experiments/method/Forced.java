package org.dllm.experiments.method;

/**
 * Decisions that a method forces: a token executes or skips the site without a decision of a router
 * or a random draw.
 */
@FunctionalInterface
public interface Forced {

    /**
     * @param position of the token in its sequence, from 0
     * @param site see {@link org.dllm.experiments.routing.Site}
     */
    boolean at(int position, int site);
}
