package org.dllm.platform.experiment;

import java.util.List;
import java.util.stream.Collectors;
import org.dllm.platform.run.RunId;

/** All runs of an idempotency key have been deleted, so the request cannot be answered again. */
public final class SubmittedRunsDeleted extends RuntimeException {
    private static final int NAMED = 5;

    SubmittedRunsDeleted(String key, List<RunId> runs) {
        super(
                "idempotency key \"%s\" belongs to a request whose runs have been deleted (%s%s); send the request with a new key"
                        .formatted(
                                key,
                                runs.stream()
                                        .limit(NAMED)
                                        .map(RunId::value)
                                        .collect(Collectors.joining(", ")),
                                runs.size() > NAMED ? ", …" : ""));
    }
}
