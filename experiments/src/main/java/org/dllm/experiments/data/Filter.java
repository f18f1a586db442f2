package org.dllm.experiments.data;

import java.util.function.UnaryOperator;

/**
 * A named rule that extracts the answer from a generated text.
 *
 * @param name part of the metric's name, {@code exact_match,strict-match}; empty if the set has
 *     only one rule
 */
public record Filter(String name, UnaryOperator<String> rule) {

    /** The only rule of a set. */
    static Filter unnamed(UnaryOperator<String> rule) {
        return new Filter("", rule);
    }

    /** The answer in {@code text}, in the form that {@link DatasetSpec#accepts} expects. */
    public String extract(String text) {
        return rule.apply(text);
    }
}
