package org.dllm.platform.experiment;

import java.util.List;
import java.util.stream.Collectors;
import org.dllm.platform.run.RunId;

/** An idempotency key was used before, and all runs of that request were deleted since. */
public final class SubmittedRunsDeleted extends RuntimeException {
    private static final int NAMED = 5;

    SubmittedRunsDeleted(String key, List<RunId> runs) {
        super(
                "idempotency key \"%s\" was used before, and the runs of that request were deleted (%s%s); send the request with a new key"
                        .formatted(
                                key,
                                runs.stream()
                                        .limit(NAMED)
                                        .map(RunId::value)
                                        .collect(Collectors.joining(", ")),
                                runs.size() > NAMED ? ", …" : ""));
    }
}
