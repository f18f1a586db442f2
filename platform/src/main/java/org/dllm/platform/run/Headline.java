package org.dllm.platform.run;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The two numbers of a result that a list has room for: those of the first task that its spec
 * evaluates, from which controls take their rate too.
 *
 * @param exactMatch share of questions answered right
 * @param executedRate share of layers executed per token
 */
public record Headline(@Nullable Double exactMatch, @Nullable Double executedRate) {

    /**
     * What is absent in {@code summary} is absent here.
     *
     * @param spec canonical JSON
     */
    static Headline of(Map<String, Double> summary, String spec) {
        JsonNode task = JsonMapper.shared().readTree(spec).at("/evaluate/0/task");
        return new Headline(
                summary.get(task.asString("") + "/exact_match"),
                summary.get(task.asString("") + "/executed_rate"));
    }
}
