package org.dllm.platform.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.dllm.experiments.spec.SpecException;
import org.dllm.platform.TestDatabase;
import org.dllm.platform.run.Archived;
import org.dllm.platform.run.Run;
import org.dllm.platform.run.RunDeletion;
import org.dllm.platform.run.RunFilter;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.RunList;
import org.dllm.platform.run.RunState;
import org.dllm.platform.run.Runs;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class SubmissionsTests {

    /** The control precedes the run whose rate it uses. */
    static final String DOCUMENT =
            """
            name: ünder-test
            model: {shape: {layers: 4, width: 32, hidden: 64, heads: 2, keyValueHeads: 2, context: 128, tokenizer: characters}}
            data: [{set: {type: Synthetic}, split: train}]
            train: {steps: 20, batch: 4}
            evaluate: [{task: mix, set: {type: Synthetic}}]
            variants:
              random: {method: {type: RandomSkip, rateOf: dllm}}
              dllm: {method: {type: Dllm, target: 0.5}}
            """;

    private final TestDatabase database;
    private final Submissions submissions;
    private final Runs runs;
    private final RunList list;
    private final Experiments experiments;

    SubmissionsTests(TestDatabase database) {
        this.database = database.clear();
        submissions = database.get(Submissions.class);
        runs = database.get(Runs.class);
        list = database.get(RunList.class);
        experiments = database.get(Experiments.class);
    }

    @Test
    void theRunsOfADocumentAreStoredInItsOrder() {
        SubmissionResult submitted = submit(null);

        assertThat(submitted.experiment()).isEqualTo("ünder-test");
        Run random = runs.require(submitted.runs().get(0));
        Run dllm = runs.require(submitted.runs().get(1));
        assertThat(random.name()).isEqualTo("random");
        assertThat(random.state()).isEqualTo(RunState.WAITING);
        assertThat(random.waitsFor()).isEqualTo(dllm.id());
        assertThat(dllm.state()).isEqualTo(RunState.QUEUED);
        assertThat(dllm.totalSteps()).isEqualTo(20);
        assertThat(random.variant()).isEqualTo("random");
        assertThat(random.gridPoint()).isEqualTo("{}");
        for (Run run : List.of(random, dllm)) {
            assertThat(runs.provenance(run.id()).orElseThrow().document()).isEqualTo(DOCUMENT);
        }
        assertThat(experiments.find("ünder-test", Archived.EXCLUDE).orElseThrow().runs())
                .isEqualTo(Map.of(RunState.QUEUED, 1L, RunState.WAITING, 1L));
    }

    @Test
    void aDocumentIsStoredOnceHoweverManyRunsItHas() {
        String text = DOCUMENT + "sweep: {seed: [0, 1, 2], train.batch: [4, 8]}\n";
        List<Run> of =
                submissions.submit(new Submission(text, List.of(), 0, false, null)).runs().stream()
                        .map(runs::require)
                        .toList();
        assertThat(of)
                .hasSize(12)
                .extracting(Run::submission)
                .containsOnly(of.getFirst().submission());
        assertThat(of)
                .filteredOn(run -> run.variant().equals("dllm") && run.seed() == 1)
                .extracting(Run::gridPoint)
                .containsExactly("{\"train.batch\":4}", "{\"train.batch\":8}");
        assertThat(stored("document")).containsExactly(text);
        assertThat(stored("sweep")).containsExactly("{\"seed\":[0,1,2],\"train.batch\":[4,8]}");
    }

    @Test
    void nothingIsStoredIfTheDocumentHasAnError() {
        var wrong =
                new Submission(DOCUMENT, List.of("train.steps=many", "seed=x"), 0, false, "key");
        assertThatThrownBy(() -> submissions.submit(wrong))
                .isInstanceOfSatisfying(
                        SpecException.class, e -> assertThat(e.errors()).hasSizeGreaterThan(1));
        assertThat(experiments.page(10, null).items()).isEmpty();
    }

    @Test
    void theSameKeyReturnsTheSameRuns() {
        SubmissionResult first = submit("key");
        assertThat(submit("key")).isEqualTo(first);
        assertThat(submit("other").runs()).doesNotContainAnyElementsOf(first.runs());
        assertThatThrownBy(() ->
                        submissions.submit(new Submission(DOCUMENT, List.of(), 5, false, "key")))
                .isInstanceOf(IdempotencyConflict.class)
                .hasMessageContaining("key");
    }

    @Test
    void aKeyWhoseRunsWereDeletedReturnsTheOthersAndIsThenRejected() {
        SubmissionResult first = submit("key");
        RunId random = first.runs().get(0);
        RunId dllm = first.runs().get(1);
        delete(random);
        assertThat(submit("key"))
                .isEqualTo(
                        new SubmissionResult(
                                "ünder-test", List.of(dllm), List.of(), List.of(random)));
        delete(dllm);
        assertThatThrownBy(() -> submit("key"))
                .isInstanceOf(SubmittedRunsDeleted.class)
                .hasMessageContainingAll("\"key\"", random.value(), dllm.value(), "new key");
        assertThat(list.page(RunFilter.ALL, 10, null).items()).isEmpty();
    }

    private void delete(RunId run) {
        var deletion = database.get(RunDeletion.class);
        runs.cancel(run);
        deletion.begin(run);
        deletion.erase(run);
        deletion.finish(run);
    }

    @Test
    void concurrentRequestsWithTheSameKeyCreateOneSetOfRuns() throws Exception {
        try (var threads = Executors.newFixedThreadPool(4)) {
            Callable<SubmissionResult> task = () -> submit("key");
            var answers = threads.invokeAll(List.of(task, task, task, task));
            SubmissionResult first = answers.getFirst().get();
            for (var answer : answers) {
                assertThat(answer.get()).isEqualTo(first);
            }
        }
        assertThat(list.page(RunFilter.ALL, 100, null).items()).hasSize(2);
    }

    @Test
    void experimentsAreListedInPagesNewestFirst() {
        for (String name : List.of("one", "two", "three")) {
            String document = DOCUMENT.replace("ünder-test", name);
            submissions.submit(new Submission(document, List.of(), 0, false, null));
        }
        ExperimentPage first = experiments.page(2, null);
        assertThat(first.items()).extracting(Experiment::name).containsExactly("three", "two");
        ExperimentPage rest = experiments.page(2, first.next());
        assertThat(rest.items()).extracting(Experiment::name).containsExactly("one");
        assertThat(rest.next()).isNull();
    }

    private List<String> stored(String column) {
        return database.jdbc()
                .sql("SELECT " + column + " FROM submission")
                .query((row, _) -> String.valueOf(row.getString(1)))
                .list();
    }

    private SubmissionResult submit(@Nullable String key) {
        return submissions.submit(new Submission(DOCUMENT, List.of(), 0, false, key));
    }
}
