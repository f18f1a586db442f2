package org.dllm.platform.experiment;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.dllm.experiments.experiment.ExperimentSpec;
import org.dllm.experiments.experiment.PlannedRun;
import org.dllm.experiments.experiment.SpecDocument;
import org.dllm.experiments.experiment.SpecJson;
import org.dllm.platform.run.NewRun;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.Runs;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Takes specs in: all runs of a document are written down, or none. */
@Repository
public class Submissions {

    private final Runs runs;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Clock clock;

    Submissions(Runs runs, JdbcClient jdbc, PlatformTransactionManager transactions, Clock clock) {
        this.runs = runs;
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    /**
     * The runs that a document asks for, without submitting any.
     *
     * @throws org.dllm.experiments.spec.SpecException with everything that is wrong
     */
    public SpecDocument plan(String document, List<String> sets) {
        return SpecDocument.parse(document, sets);
    }

    /**
     * Submits every run of a document; a control that takes a sibling's measured rate waits for it.
     *
     * @throws org.dllm.experiments.spec.SpecException with everything that is wrong
     */
    public Submitted submit(Submission submission) {
        SpecDocument document = plan(submission.document(), submission.sets());
        try {
            runs.experiment(document.name());
        } catch (DuplicateKeyException e) {
            // Another submission made it at this moment. In the transaction below this would be the
            // end of it.
        }
        String key = submission.idempotencyKey();
        if (key == null) {
            return inTransaction(() -> write(submission, document));
        }
        String sha256 = sha256(submission);
        try {
            return inTransaction(() -> {
                Optional<Submitted> before = before(key, sha256);
                return before.isPresent()
                        ? before.get()
                        : writeOnce(key, sha256, submission, document);
            });
        } catch (DuplicateKeyException e) {
            // Another request with this key came between: its answer is ours.
            return before(key, sha256).orElseThrow(() -> e);
        }
    }

    private Submitted inTransaction(Supplier<Submitted> work) {
        return Objects.requireNonNull(transaction.execute(_ -> work.get()));
    }

    /** The key is taken first, so that a second request waits for the first one's answer. */
    private Submitted writeOnce(
            String key, String sha256, Submission submission, SpecDocument document) {
        jdbc.sql(
                        """
                        INSERT INTO submission (idempotency_key, request_sha256, experiment, run_ids, created_at)
                        VALUES (:key, :sha256, :experiment, '', :at)
                        """)
                .param("key", key)
                .param("sha256", sha256)
                .param("experiment", document.name())
                .param(
                        "at",
                        clock.instant().truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC))
                .update();
        Submitted submitted = write(submission, document);
        jdbc.sql("UPDATE submission SET run_ids = :ids WHERE idempotency_key = :key")
                .param(
                        "ids",
                        String.join(" ", submitted.runs().stream().map(RunId::value).toList()))
                .param("key", key)
                .update();
        return submitted;
    }

    private Optional<Submitted> before(String key, String sha256) {
        record Row(String sha256, Submitted submitted) {}
        Optional<Row> row =
                jdbc.sql(
                                """
                                SELECT request_sha256, experiment, run_ids FROM submission WHERE idempotency_key = :key
                                """)
                        .param("key", key)
                        .query((found, _) ->
                                new Row(
                                        found.getString("request_sha256"),
                                        new Submitted(
                                                found.getString("experiment"),
                                                Arrays.stream(found.getString("run_ids").split(" "))
                                                        .map(RunId::new)
                                                        .toList())))
                        .optional();
        if (row.isPresent() && !row.get().sha256().equals(sha256)) {
            throw new IdempotencyConflict(key);
        }
        return row.map(Row::submitted);
    }

    private Submitted write(Submission submission, SpecDocument document) {
        Map<String, RunId> ids = new HashMap<>();
        // A run that another waits for is there before it.
        List<PlannedRun> order = new ArrayList<>(document.plan());
        order.sort((a, b) -> Boolean.compare(a.rateOf().isPresent(), b.rateOf().isPresent()));
        for (PlannedRun run : order) {
            ids.put(run.name(), runs.submit(newRun(submission, document, run, ids)));
        }
        return new Submitted(
                document.name(),
                document.plan().stream()
                        .map(run -> Objects.requireNonNull(ids.get(run.name())))
                        .toList());
    }

    private static NewRun newRun(
            Submission submission, SpecDocument document, PlannedRun run, Map<String, RunId> ids) {
        ExperimentSpec spec = run.spec();
        return new NewRun(
                document.name(),
                run.name(),
                spec.method().label(),
                spec.seed(),
                submission.priority(),
                spec.resources().device(),
                spec.train().steps(),
                SpecJson.canonical(spec),
                SpecJson.sha256(spec),
                submission.document(),
                run.rateOf().map(ids::get).orElse(null),
                null);
    }

    private static String sha256(Submission submission) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(submission.document().getBytes(StandardCharsets.UTF_8));
            for (String set : submission.sets()) {
                digest.update((byte) 0);
                digest.update(set.getBytes(StandardCharsets.UTF_8));
            }
            digest.update((byte) 0);
            digest.update(String.valueOf(submission.priority()).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
