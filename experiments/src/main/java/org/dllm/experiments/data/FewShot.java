package org.dllm.experiments.data;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Puts answered examples before each question, in the format and with the choice of examples of
 * lm-evaluation-harness at its default seed.
 */
public final class FewShot {

    private static final int SEED = 1234;
    private static final String DELIMITER = "\n\n";

    private final DatasetSpec set;
    private final ShotSource source;
    private final int shots;
    private final List<Example> pool;
    private final PythonRandom random = new PythonRandom(SEED);

    private FewShot(DatasetSpec set, ShotSource source, int shots, List<Example> pool) {
        this.set = set;
        this.source = source;
        this.shots = shots;
        this.pool = pool;
    }

    /**
     * Fails unless the set supports examples in the prompt; the message is worded as what a spec
     * error expects.
     */
    public static void requireSupported(DatasetSpec set, String template, int shots) {
        if (shots == 0) {
            return;
        }
        if (!template.equals(Template.HARNESS.label())) {
            throw new IllegalArgumentException(
                    "numFewshot to be 0 for the template %s, but it is %d"
                            .formatted(template, shots));
        }
        if (set.shots().isEmpty()) {
            throw new IllegalArgumentException(
                    "numFewshot to be 0 for %s, which has no split for examples in the prompt, but it is %d"
                            .formatted(set.label(), shots));
        }
    }

    /**
     * The questions of a split in the harness format, with examples in their prompts. The caller
     * closes the stream.
     */
    public static Stream<Example> read(DatasetSpec set, Path dataDir, String split, int shots) {
        ShotSource source = set.shots().orElseThrow();
        List<Example> pool;
        try (Stream<Example> examples = set.read(dataDir, source.split(), Template.HARNESS)) {
            pool = examples.toList();
        }
        var prompts = new FewShot(set, source, shots, pool);
        return set.read(dataDir, split, Template.HARNESS).map(prompts::prepend);
    }

    private Example prepend(Example question) {
        String introduction = set.introduction(question.family());
        var prompt = new StringBuilder(introduction);
        for (Example shot : choose(question)) {
            prompt.append(bare(shot)).append(shot.completion()).append(DELIMITER);
        }
        return question.withPrompt(prompt + bare(question));
    }

    /** The prompt without the introduction. */
    private String bare(Example example) {
        return example.prompt().substring(set.introduction(example.family()).length());
    }

    private List<Example> choose(Example question) {
        return switch (source.order()) {
            case FIRST -> {
                List<Example> family =
                        pool.stream().filter(e -> e.family().equals(question.family())).toList();
                yield required(family).subList(0, shots);
            }
            case DRAWN -> random.sample(required(pool), shots);
            case DRAWN_WITH_SPARE -> {
                List<Example> drawn = others(random.sample(required(pool), shots + 1), question);
                yield drawn.size() < shots
                        ? random.sample(others(pool, question), shots)
                        : drawn.subList(0, shots);
            }
        };
    }

    private List<Example> required(List<Example> from) {
        int least = source.order() == ShotSource.Order.DRAWN_WITH_SPARE ? shots + 1 : shots;
        if (from.size() < least) {
            throw new IllegalArgumentException(
                    "numFewshot: %d examples for the prompt need at least %d in the split %s of %s, but there are %d"
                            .formatted(shots, least, source.split(), set.label(), from.size()));
        }
        return from;
    }

    private static List<Example> others(List<Example> from, Example question) {
        return from.stream()
                .filter(e ->
                        !e.prompt().equals(question.prompt())
                                || !e.choices().equals(question.choices())
                                || !e.completion().equals(question.completion()))
                .toList();
    }
}
