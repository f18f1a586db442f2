package org.dllm.platform.web;

import java.util.Set;

/** The URL has a parameter that the handler method does not declare. */
final class UnknownParameterException extends RuntimeException {

    UnknownParameterException(String name, Set<String> known) {
        super(
                "%s: expected %s, found this parameter"
                        .formatted(
                                name,
                                known.isEmpty()
                                        ? "no parameter"
                                        : "one of " + String.join(", ", known)));
    }
}
