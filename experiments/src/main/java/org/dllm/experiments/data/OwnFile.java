package org.dllm.experiments.data;

import org.dllm.experiments.spec.Default;
import org.dllm.experiments.spec.TextFormat;

/**
 * The file of a split of the user's own data.
 *
 * @param file a path below {@code data/NAME} of the data folder, or an absolute one
 */
public record OwnFile(
        @Default("train")
                @TextFormat(
                        value = "[A-Za-z0-9._-]{1,64}",
                        description = "1 to 64 letters, digits, dots, underscores and dashes")
                String split,
        @TextFormat(value = ".{1,4096}", description = "the path of a file") String file) {}
