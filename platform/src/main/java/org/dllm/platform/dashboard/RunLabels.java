package org.dllm.platform.dashboard;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.dllm.platform.run.Run;
import org.dllm.platform.run.RunId;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Labels runs of one table by what differs between them. */
final class RunLabels {

    private static final TypeReference<LinkedHashMap<String, JsonNode>> AXES =
            new TypeReference<>() {};

    private final Map<RunId, String> labels = new HashMap<>();

    /**
     * @param seeds whether runs of one seed group need different labels
     */
    RunLabels(List<Run> runs, boolean seeds) {
        List<SequencedMap<String, String>> parts =
                runs.stream().map(run -> parts(run, seeds)).toList();
        List<String> differing =
                parts.stream()
                        .flatMap(one -> one.keySet().stream())
                        .distinct()
                        .filter(part -> values(parts, part) > 1)
                        .toList();
        for (int i = 0; i < runs.size(); i++) {
            SequencedMap<String, String> own = parts.get(i);
            String label =
                    differing.stream()
                            .filter(own::containsKey)
                            .map(part -> shown(part, own, differing))
                            .collect(Collectors.joining(" "));
            labels.put(runs.get(i).id(), label.isEmpty() ? runs.get(i).variant() : label);
        }
        if (seeds) {
            Map<String, Long> uses =
                    labels.values().stream()
                            .collect(
                                    Collectors.groupingBy(
                                            Function.identity(), Collectors.counting()));
            labels.replaceAll(
                    (id, label) -> uses.getOrDefault(label, 0L) > 1 ? label + " " + id : label);
        }
    }

    String of(Run run) {
        return labels.getOrDefault(run.id(), run.name());
    }

    /** The parts of a label by name; names with a slash mark values that need no {@code name=}. */
    private static SequencedMap<String, String> parts(Run run, boolean seeds) {
        var parts = new LinkedHashMap<String, String>();
        parts.put("/experiment", run.experiment());
        parts.put("/dataset", run.dataset());
        parts.put("/variant", run.variant());
        JsonMapper.shared()
                .readValue(run.gridPoint(), AXES)
                .forEach((path, value) -> parts.put(path, value.toString()));
        if (seeds) parts.put("seed", String.valueOf(run.seed()));
        return parts;
    }

    private static long values(List<SequencedMap<String, String>> parts, String part) {
        return parts.stream().map(one -> one.getOrDefault(part, "")).distinct().count();
    }

    /** Shortens an axis to the last word of its path, unless another axis ends in the same word. */
    private static String shown(String part, Map<String, String> own, List<String> differing) {
        String value = own.getOrDefault(part, "");
        if (part.startsWith("/")) return value;
        String word = lastWord(part);
        long uses = differing.stream().filter(other -> lastWord(other).equals(word)).count();
        return (uses > 1 ? part : word) + "=" + value;
    }

    private static String lastWord(String path) {
        return path.substring(path.lastIndexOf('.') + 1);
    }
}
