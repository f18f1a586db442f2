package org.dllm.platform.table;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Holm's correction of p-values for the number of tests (Holm 1979, A simple sequentially rejective
 * multiple test procedure).
 */
final class Holm {

    private Holm() {}

    /**
     * The adjusted p-values, in the order of {@code p}. The smallest of m values is multiplied by
     * m, the next by m − 1, and so on; none becomes smaller than the one before it or larger than
     * 1.
     */
    static double[] adjusted(List<Double> p) {
        int[] ascending =
                IntStream.range(0, p.size())
                        .boxed()
                        .sorted(Comparator.comparingDouble(p::get))
                        .mapToInt(Integer::intValue)
                        .toArray();
        double[] adjusted = new double[p.size()];
        double least = 0;
        for (int rank = 0; rank < ascending.length; rank++) {
            double corrected = (ascending.length - rank) * p.get(ascending[rank]);
            least = Math.max(least, Math.min(1, corrected));
            adjusted[ascending[rank]] = least;
        }
        return adjusted;
    }
}
