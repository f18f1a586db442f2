package org.dllm.platform.web;

import java.util.Set;

/** The address has a parameter that nobody would read. */
final class UnknownParameterException extends RuntimeException {

    UnknownParameterException(String name, Set<String> known) {
        super(
                "%s: expected %s, but got this parameter"
                        .formatted(
                                name,
                                known.isEmpty()
                                        ? "no parameter"
                                        : "one of " + String.join(", ", known)));
    }
}
