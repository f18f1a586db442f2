package org.dllm.platform.run;

import org.dllm.experiments.method.MethodSpec;
import org.dllm.experiments.method.MethodText;

/**
 * The method of a run, as stored with it at submission.
 *
 * @param key selects the colour, from {@link MethodText}
 * @param label display name
 */
public record RunMethod(String key, String label) {

    public static RunMethod of(MethodSpec method) {
        MethodText text = method.text();
        return new RunMethod(text.key(), text.label());
    }
}
