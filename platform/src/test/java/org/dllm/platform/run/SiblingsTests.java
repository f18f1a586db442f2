package org.dllm.platform.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.dllm.platform.TestDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class SiblingsTests {

    /** More than a list shows at once. */
    private static final int CROWD = 600;

    private final Runs runs;
    private final Siblings siblings;

    SiblingsTests(TestDatabase database) {
        database.clear();
        this.runs = database.get(Runs.class);
        this.siblings = database.get(Siblings.class);
    }

    @Test
    void theDenseRunOfTheSameSeedIsFoundHoweverManyRunsCameAfterIt() {
        submit("sweep", "Dense", 6, null);
        RunId dense = submit("sweep", "Dense", 7, null);
        RunId mine = submit("sweep", "Dllm", 7, null);
        RunId again = submit("sweep", "Dllm", 7, mine);
        for (int i = 0; i < CROWD; i++) {
            submit("sweep", "Dllm", i, null);
        }
        assertThat(dense(mine)).contains(dense);
        assertThat(siblings.reruns(mine)).extracting(Run::id).containsExactly(again);
    }

    @Test
    void ofSeveralTheSameSeedCountsMostThenAResultThenTheNearest() {
        RunId otherSeed = submit("sweep", "Dense", 6, null);
        runs.finished(otherSeed);
        RunId mine = submit("sweep", "Dllm", 7, null);
        assertThat(dense(mine)).contains(otherSeed);

        RunId near = submit("sweep", "Dense", 7, null);
        RunId far = submit("sweep", "Dense", 7, null);
        assertThat(dense(mine)).contains(near);

        runs.finished(far);
        assertThat(dense(mine)).contains(far);
    }

    @Test
    void neitherItselfNorARerunNorAnotherExperimentsRunIsASibling() {
        RunId mine = submit("sweep", "Dense", 7, null);
        submit("sweep", "Dense", 7, mine);
        submit("other", "Dense", 7, null);
        submit("sweep", "RandomSkip", 7, null);
        assertThat(dense(mine)).isEmpty();
    }

    @Test
    void anotherModelOrOtherQuestionsMakeNoSibling() {
        RunId mine = submit("sweep", "Dllm", 7, null);
        submit("sweep", "Dense", 7, null, spec("smollm2-135m", 200));
        submit("sweep", "Dense", 7, null, spec("synthetic-base", 10));
        assertThat(dense(mine)).isEmpty();
        RunId dense = submit("sweep", "Dense", 6, null);
        assertThat(dense(mine)).contains(dense);
    }

    private Optional<RunId> dense(RunId run) {
        return siblings.nearest(runs.require(run), "dense").map(Run::id);
    }

    private RunId submit(String experiment, String method, long seed, @Nullable RunId rerunOf) {
        return submit(experiment, method, seed, rerunOf, spec("synthetic-base", 200));
    }

    private static String spec(String model, int questions) {
        return """
        name: x
        model: {from: %s}
        method: dense
        evaluate: [{task: synthetic, set: synthetic, limit: %d}]
        """
                .formatted(model, questions);
    }

    private RunId submit(
            String experiment, String method, long seed, @Nullable RunId rerunOf, String spec) {
        return runs.submit(
                new NewRun(
                        experiment,
                        "x",
                        method,
                        seed,
                        0,
                        "cpu",
                        500,
                        spec,
                        "ab".repeat(32),
                        "",
                        null,
                        rerunOf));
    }
}
