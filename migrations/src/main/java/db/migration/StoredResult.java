package db.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A result as earlier summaries stored it: {@code task/metric/bucket}, with its standard error at
 * {@code task/metric_stderr/bucket} and its number of examples at {@code task/examples/bucket}.
 */
record StoredResult(String task, String metric, double value, @Nullable Double stderr, long n) {

    private static final Set<String> NO_TASKS = Set.of("train", "time");
    private static final String STDERR = "_stderr";
    private static final String EXAMPLES = "examples";

    /**
     * @param values by key
     */
    static List<StoredResult> all(Map<String, Double> values) {
        var results = new ArrayList<StoredResult>();
        values.forEach((key, value) -> {
            String[] parts = key.split("/", 3);
            boolean result =
                    parts.length > 1
                            && !NO_TASKS.contains(parts[0])
                            && !parts[1].endsWith(STDERR)
                            && !parts[1].equals(EXAMPLES);
            if (result) results.add(of(parts, value, values));
        });
        return results;
    }

    private static StoredResult of(String[] parts, double value, Map<String, Double> values) {
        String task = parts[0] + "/";
        String bucket = parts.length > 2 ? "/" + parts[2] : "";
        double all = values.getOrDefault(task + EXAMPLES, 0.0);
        double n = values.getOrDefault(task + EXAMPLES + bucket, all);
        return new StoredResult(
                parts[0],
                parts[1] + bucket,
                value,
                values.get(task + parts[1] + STDERR + bucket),
                Math.round(n));
    }
}
