package org.dllm.experiments.method;

import java.util.List;

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

    /** What the method forces in a model of so many layers. */
    static Forced of(MethodSpec method, int layers) {
        return switch (method) {
            case Dense _ -> (_, _) -> true;
            case Dllm dllm -> dllm.keep()::forces;
            case RandomSkip random -> random.keep()::forces;
            case StaticLayers fixed -> {
                List<Integer> kept = fixed.of(layers);
                yield (_, layer) -> kept.contains(layer);
            }
        };
    }
}
