package org.dllm.experiments.data;

import org.dllm.experiments.spec.Default;
import org.dllm.experiments.spec.Form;

/**
 * The file of a split of the user's own data.
 *
 * @param file a path below {@code data/NAME} of the data folder, or an absolute one
 */
public record OwnFile(
        @Default("train")
                @Form(
                        value = "[A-Za-z0-9._-]{1,64}",
                        told = "1 to 64 letters, digits, dots, underscores and dashes")
                String split,
        @Form(value = ".{1,4096}", told = "the path of a file") String file) {}
