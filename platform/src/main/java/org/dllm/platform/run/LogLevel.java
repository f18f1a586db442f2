package org.dllm.platform.run;

import java.util.Arrays;
import java.util.List;

/** The levels of log lines, the least severe first. */
public enum LogLevel {
    TRACE,
    DEBUG,
    INFO,
    WARN,
    ERROR;

    List<String> andAbove() {
        return Arrays.stream(values())
                .filter(level -> level.compareTo(this) >= 0)
                .map(Enum::name)
                .toList();
    }
}
