package org.dllm.experiments.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dllm.experiments.data.DatasetSpec;
import org.dllm.experiments.method.MethodSpec;
import org.dllm.experiments.spec.SpecBinder;
import org.dllm.experiments.spec.SpecDraft;

/**
 * Constraints between the parts of a spec. Unknown parts are replaced by values that break no rule.
 *
 * @param trains whether anything trains
 * @param trainingSplits splits used for training and calibration
 * @param evaluationSplits splits used by tasks
 * @param tasks names of the tasks, also at further thresholds
 * @param prompts whether there are prompts to measure the speed with, or it is not measured
 */
record SpecConstraints(
        int steps,
        boolean data,
        boolean trains,
        List<SplitUse> trainingSplits,
        List<SplitUse> evaluationSplits,
        List<String> tasks,
        boolean prompts,
        TrainingConstraints training) {

    /** Maximum number of reported overlaps; usually there is one. */
    private static final int MOST_BROKEN = 20;

    /** Longest name of a task in metrics. */
    private static final int LONGEST_NAME = 100;

    static final String DATA = "data";
    private static final String CALIBRATION = "method.calibration";
    private static final String KEEP_CALIBRATION = "method.keep.calibration";

    /** The setting that names the method's calibration text. */
    static String calibration(MethodSpec method) {
        return method.keep().calibration() == null ? CALIBRATION : KEEP_CALIBRATION;
    }

    /** A split of a data set and the part of the spec that uses it. */
    record SplitUse(String user, String set, String split) {

        private SplitUse by(String other) {
            return new SplitUse(other, set, split);
        }

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
                Stream.concat(
                                parts(spec, DATA).stream().map(use -> use.by(DATA)),
                                Stream.of(CALIBRATION, KEEP_CALIBRATION)
                                        .flatMap(path -> part(spec, path).stream()))
                        .toList(),
                parts(spec, "evaluate"),
                ThresholdTask.names(
                        entries(spec, "evaluate", ".task", String.class),
                        entries(spec, "method.thresholds", "", Double.class)),
                !spec.given("speed") || !spec.empty("evaluate"),
                TrainingConstraints.of(spec));
    }

    /** The known values among the entries of a list, or of a component of each entry. */
    private static <V> List<V> entries(
            SpecDraft<?> spec, String list, String component, Class<V> type) {
        return IntStream.range(0, spec.size(list))
                .mapToObj(i -> spec.known(list + "[" + i + "]" + component, type))
                .flatMap(Optional::stream)
                .toList();
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

    /** The broken rules, worded as what a spec error expects. */
    List<String> violations() {
        var broken = new ArrayList<String>();
        if (steps > 0 && !data) {
            broken.add("training data, since train.steps is " + steps);
        }
        if (steps > 0 && !trains) {
            broken.add(
                    "at least one map in lora.targets, since without routers nothing else trains");
        }
        broken.addAll(training.violations());
        trainingSplits.stream()
                .distinct()
                .flatMap(share ->
                        evaluationSplits.stream()
                                .filter(share::overlaps)
                                .map(task ->
                                        "training data that no task evaluates, but task %s and %s both use the split %s of %s"
                                                .formatted(
                                                        task.user(),
                                                        share.user(),
                                                        share.split(),
                                                        share.set())))
                .distinct()
                .limit(MOST_BROKEN)
                .forEach(broken::add);
        if (!prompts) {
            broken.add(
                    "at least one task in evaluate, since speed is measured with the prompts of the"
                            + " first one");
        }
        if (tasks.stream().distinct().count() < tasks.size()) {
            broken.add("a different evaluate.task for each task");
        }
        tasks.stream()
                .filter(name -> name.length() > LONGEST_NAME)
                .limit(1)
                .forEach(name ->
                        broken.add(
                                "a shorter evaluate.task, so that its name has at most %d characters with the threshold, but %s has %d"
                                        .formatted(LONGEST_NAME, name, name.length())));
        return broken;
    }
}
