/** The command line of the experiments: what needs an engine and no server. */
@NullMarked
package org.dllm.experiments.cli;

import org.jspecify.annotations.NullMarked;
