package org.dllm.platform.experiment;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.dllm.platform.run.Run;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.RunList;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Idempotency keys: requests with the same key return the same runs. */
@Repository
public class IdempotencyKeys {

    private final JdbcClient jdbc;
    private final RunList list;
    private final TransactionTemplate transaction;
    private final Clock clock;

    IdempotencyKeys(
            JdbcClient jdbc, RunList list, PlatformTransactionManager transactions, Clock clock) {
        this.jdbc = jdbc;
        this.list = list;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    /**
     * Executes {@code work} in one transaction. If {@code key} was used before, returns the earlier
     * result instead.
     *
     * @param key absent to execute {@code work} in any case
     * @param request everything that decides what is submitted
     * @throws IdempotencyConflict the key was used with another request
     * @throws SubmittedRunsDeleted all runs of the earlier result were deleted since
     */
    public SubmissionResult once(
            @Nullable String key,
            List<String> request,
            String experiment,
            Supplier<SubmissionResult> work) {
        if (key == null) {
            return inTransaction(work);
        }
        String sha256 = sha256(request);
        try {
            return inTransaction(() ->
                    findEarlier(key, sha256)
                            .orElseGet(() -> executeFirst(key, sha256, experiment, work)));
        } catch (DuplicateKeyException e) {
            // A concurrent request has used this key; return its result.
            return findEarlier(key, sha256).orElseThrow(() -> e);
        }
    }

    private SubmissionResult inTransaction(Supplier<SubmissionResult> work) {
        return Objects.requireNonNull(transaction.execute(_ -> work.get()));
    }

    /**
     * Stores the key first, so that a concurrent request with the same key waits for this result.
     */
    private SubmissionResult executeFirst(
            String key, String sha256, String experiment, Supplier<SubmissionResult> work) {
        jdbc.sql(
                        """
                        INSERT INTO idempotency_key (key, request_sha256, experiment, run_ids, created_at)
                        VALUES (:key, :sha256, :experiment, '', :at)
                        """)
                .param("key", key)
                .param("sha256", sha256)
                .param("experiment", experiment)
                .param(
                        "at",
                        clock.instant().truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC))
                .update();
        SubmissionResult submitted = work.get();
        jdbc.sql("UPDATE idempotency_key SET run_ids = :ids WHERE key = :key")
                .param(
                        "ids",
                        String.join(" ", submitted.runs().stream().map(RunId::value).toList()))
                .param("key", key)
                .update();
        return submitted;
    }

    private Optional<SubmissionResult> findEarlier(String key, String sha256) {
        record Row(String sha256, String experiment, List<RunId> runs) {}
        Optional<Row> row =
                jdbc.sql(
                                """
                                SELECT request_sha256, experiment, run_ids FROM idempotency_key WHERE key = :key
                                """)
                        .param("key", key)
                        .query((found, _) ->
                                new Row(
                                        found.getString("request_sha256"),
                                        found.getString("experiment"),
                                        Arrays.stream(found.getString("run_ids").split(" "))
                                                .map(RunId::new)
                                                .toList()))
                        .optional();
        if (row.isPresent() && !row.get().sha256().equals(sha256)) {
            throw new IdempotencyConflict(key);
        }
        return row.map(found -> remaining(key, found.experiment(), found.runs()));
    }

    private SubmissionResult remaining(String key, String experiment, List<RunId> submitted) {
        List<RunId> remaining = list.all(submitted).stream().map(Run::id).toList();
        if (remaining.isEmpty()) {
            throw new SubmittedRunsDeleted(key, submitted);
        }
        return new SubmissionResult(
                experiment,
                remaining,
                List.of(),
                submitted.stream().filter(run -> !remaining.contains(run)).toList());
    }

    private static String sha256(List<String> request) {
        try {
            byte[] text = String.join("\0", request).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
