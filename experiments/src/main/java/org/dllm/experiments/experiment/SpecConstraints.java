package org.dllm.experiments.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.dllm.experiments.data.DatasetSpec;
import org.dllm.experiments.method.MethodSpec;
import org.dllm.experiments.spec.SpecBinder;
import org.dllm.experiments.spec.SpecDraft;

/**
 * What the parts of one spec go by in what they must be for each other. In place of what is not
 * known stands what breaks no rule.
 *
 * @param trains whether anything would train in a step
 * @param trainingSplits what is trained on
 * @param evaluationSplits what tasks ask
 * @param tasks their names
 */
record SpecConstraints(
        int steps,
        boolean data,
        boolean trains,
        List<SplitUse> trainingSplits,
        List<SplitUse> evaluationSplits,
        List<String> tasks) {

    /** Of overlaps; one is usual. */
    private static final int MOST_BROKEN = 20;

    /** A split of a data set, and who takes it. */
    record SplitUse(String user, String set, String split) {

        private boolean overlaps(SplitUse other) {
            return set.equals(other.set) && split.equals(other.split);
        }
    }

    static SpecConstraints of(SpecDraft<?> spec) {
        boolean aimless =
                spec.empty("lora.targets")
                        && spec.kind("method")
                                .filter(kind -> !MethodSpec.hasRouters(kind))
                                .isPresent();

        return new SpecConstraints(
                spec.known("train.steps", Integer.class).orElse(0),
                !spec.empty("data"),
                !aimless,
                parts(spec, "data"),
                parts(spec, "evaluate"),
                IntStream.range(0, spec.size("evaluate"))
                        .mapToObj(i -> spec.known("evaluate[" + i + "].task", String.class))
                        .flatMap(Optional::stream)
                        .toList());
    }

    private static List<SplitUse> parts(SpecDraft<?> spec, String list) {
        return IntStream.range(0, spec.size(list))
                .mapToObj(i -> list + "[" + i + "]")
                .flatMap(path -> part(spec, path).stream())
                .toList();
    }

    private static Optional<SplitUse> part(SpecDraft<?> spec, String path) {
        String by = spec.known(path + ".task", String.class).orElse(path);
        return spec.known(path + ".set", DatasetSpec.class)
                .or(() ->
                        spec.kind(path + ".set")
                                .flatMap(SpecBinder::plain)
                                .map(DatasetSpec.class::cast))
                .flatMap(set ->
                        spec.known(path + ".split", String.class)
                                .filter(set.splits()::contains)
                                .map(split -> new SplitUse(by, set.label(), split)));
    }

    /** The rules that do not hold, in the words that a spec's errors have. */
    List<String> violations() {
        var broken = new ArrayList<String>();
        if (steps > 0 && !data) {
            broken.add("data to train on, since train.steps is " + steps);
        }
        if (steps > 0 && !trains) {
            broken.add(
                    "lora.targets to name at least one map, since without routers nothing else"
                            + " trains");
        }
        trainingSplits.stream()
                .map(share -> new SplitUse("", share.set(), share.split()))
                .distinct()
                .flatMap(share ->
                        evaluationSplits.stream()
                                .filter(share::overlaps)
                                .map(task ->
                                        "data to train on that no task asks, but task %s and data take the split %s of %s"
                                                .formatted(
                                                        task.user(), share.split(), share.set())))
                .distinct()
                .limit(MOST_BROKEN)
                .forEach(broken::add);
        if (tasks.stream().distinct().count() < tasks.size()) {
            broken.add("evaluate.task to name each task once");
        }
        return broken;
    }
}
