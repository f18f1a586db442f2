package org.dllm.platform.run;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ResponseStatus;

/** There is no run with this id. */
@ResponseStatus(HttpStatus.NOT_FOUND)
public final class RunNotFound extends RuntimeException {
    public RunNotFound(String id) {
        super("there is no run " + id);
    }
}
