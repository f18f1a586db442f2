/** The command line of the experiments: commands that need an engine but no server. */
@NullMarked
package org.dllm.experiments.cli;

import org.jspecify.annotations.NullMarked;
