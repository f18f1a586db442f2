package org.dllm.platform.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.dllm.platform.TestDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class SiblingsTests {

    private static final String SPEC =
            """
            name: x
            model: {from: synthetic-base}
            method: dense
            data: [{set: synthetic}]
            train: {steps: 60}
            evaluate: [{task: synthetic, set: synthetic, limit: 200}]
            """;

    private final TestDatabase database;
    private final Runs runs;
    private final Siblings siblings;
    private long submission;

    SiblingsTests(TestDatabase database) {
        this.database = database.clear();
        this.runs = database.get(Runs.class);
        this.siblings = database.get(Siblings.class);
    }

    @BeforeEach
    void submission() {
        submission = newSubmission("sweep");
    }

    @Test
    void theBaselineIsTheDenseRunOfTheSameSubmissionOnly() {
        RunId dense = submit("Dense", 7);
        RunId mine = submit("Dllm", 7);
        runs.finished(mine);
        submission = newSubmission("sweep");
        RunId next = submit("Dense", 7);
        runs.finished(next);
        RunId other = submit("Dllm", 7);
        assertThat(baseline(mine)).contains(dense);
        assertThat(baseline(other)).contains(next);
    }

    @Test
    void aSubmissionWithoutADenseRunHasNoBaseline() {
        submit("Dense", 7);
        submission = newSubmission("sweep");
        RunId mine = submit("Dllm", 7);
        submit("RandomSkip", 7);
        assertThat(baseline(mine)).isEmpty();
    }

    @Test
    void theBaselineHasTheSameSeed() {
        submit("Dense", 6);
        RunId mine = submit("Dllm", 7);
        assertThat(baseline(mine)).isEmpty();
        RunId dense = submit("Dense", 7);
        assertThat(baseline(mine)).contains(dense);
    }

    @Test
    void theBaselineHasTheSameValuesOnAxesThatDoNotChooseTheMethod() {
        submit("Dense", 7, "{\"method\":\"Dense\",\"train.steps\":60}", SPEC);
        RunId dense = submit("Dense", 7, "{\"method\":\"Dense\",\"train.steps\":360}", SPEC);
        RunId mine =
                submit("Dllm", 7, "{\"method\":{\"type\":\"Dllm\"},\"train.steps\":360}", SPEC);
        assertThat(baseline(mine)).contains(dense);
    }

    @Test
    void ofSeveralDenseRunsTheBaselineHasTheSameTrainingSettings() {
        submit("Dense", 7, "{}", SPEC.replace("60", "90"));
        submit("Dense", 7, "{}", SPEC.replace("60", "120"));
        RunId mine = submit("Dllm", 7);
        assertThat(baseline(mine)).isEmpty();
        RunId dense = submit("Dense", 7);
        assertThat(baseline(mine)).contains(dense);
        submit("Dense", 7);
        assertThat(baseline(mine)).isEmpty();
    }

    @Test
    void runsWithAnotherModelOrOtherQuestionsAreNoBaseline() {
        RunId mine = submit("Dllm", 7);
        submit("Dense", 7, "{}", SPEC.replace("synthetic-base", "smollm2-135m"));
        submit("Dense", 7, "{}", SPEC.replace("200", "10"));
        assertThat(baseline(mine)).isEmpty();
    }

    @Test
    void aDenseRunHasNoBaselineAndARerunHasThatOfItsOriginal() {
        RunId dense = submit("Dense", 7);
        RunId mine = submit("Dllm", 7);
        RunId again = submit("Dllm", 7, "{}", SPEC, mine);
        submit("Dense", 7, "{}", SPEC, dense);
        assertThat(baseline(dense)).isEmpty();
        assertThat(baseline(mine)).contains(dense);
        assertThat(baseline(again)).contains(dense);
        assertThat(siblings.reruns(mine)).extracting(Run::id).containsExactly(again);
    }

    private Optional<RunId> baseline(RunId run) {
        return siblings.baseline(runs.require(run)).map(Run::id);
    }

    private long newSubmission(String experiment) {
        return database.get(SubmittedDocuments.class).add(new NewSubmission(experiment, ""));
    }

    private RunId submit(String method, long seed) {
        return submit(method, seed, "{}", SPEC);
    }

    private RunId submit(String method, long seed, String gridPoint, String spec) {
        return submit(method, seed, gridPoint, spec, null);
    }

    private RunId submit(
            String method, long seed, String gridPoint, String spec, @Nullable RunId rerunOf) {
        return database.get(NewRuns.class)
                .add(
                        new NewRun(
                                submission,
                                "x",
                                "",
                                method,
                                gridPoint,
                                new RunMethod(method.toLowerCase(Locale.ROOT), method),
                                seed,
                                0,
                                "cpu",
                                500,
                                List.of(),
                                spec,
                                "ab".repeat(32),
                                null,
                                rerunOf));
    }
}
