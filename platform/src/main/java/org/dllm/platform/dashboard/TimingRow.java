package org.dllm.platform.dashboard;

import java.util.List;
import java.util.stream.Stream;

/** The time or speed of one part of a run, and of the same part of the dense run. */
record TimingRow(String part, Quantity mine, Quantity dense, boolean speed) {

    private record Line(String end, String label, boolean speed) {}

    private static final List<Line> EVALUATION =
            List.of(
                    new Line("seconds", "Evaluation, %s", false),
                    new Line("generate_seconds", "… generation", false),
                    new Line("score_seconds", "… scoring", false),
                    new Line("generated_tokens_per_second", "Generated tokens, %s", true),
                    new Line("scored_tokens_per_second", "Scored tokens, %s", true));

    public String mineText() {
        return text(mine);
    }

    public String denseText() {
        return text(dense);
    }

    /** This run's value divided by the dense run's; absent without a dense run. */
    public Quantity ratio() {
        return mine.by(dense);
    }

    /** The measured times and speeds, of training first, then by task. */
    static List<TimingRow> of(FinalMetrics mine, FinalMetrics dense) {
        Stream<TimingRow> training =
                Stream.of(row(new Line("seconds", "Training", false), "train", mine, dense));
        Stream<TimingRow> tasks =
                mine.timedTasks().stream()
                        .flatMap(task ->
                                EVALUATION.stream().map(line -> row(line, task, mine, dense)));
        return Stream.concat(training, tasks).filter(row -> row.mine().value() != null).toList();
    }

    private static TimingRow row(Line line, String what, FinalMetrics mine, FinalMetrics dense) {
        String key = FinalMetrics.TIME + what + "/" + line.end();
        return new TimingRow(
                line.label().formatted(what), mine.of(key), dense.of(key), line.speed());
    }

    private String text(Quantity quantity) {
        if (!speed) {
            return DurationText.ofSeconds(quantity.value()).text();
        }
        return quantity.value() == null ? quantity.text() : quantity.text() + " /s";
    }
}
