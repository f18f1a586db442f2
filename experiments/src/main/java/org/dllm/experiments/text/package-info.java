/** Text for terminals, shared by the command lines of both modules. */
@NullMarked
package org.dllm.experiments.text;

import org.jspecify.annotations.NullMarked;
