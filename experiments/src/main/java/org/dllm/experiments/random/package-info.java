/** Random numbers that depend on their name and counters only, never on what was drawn before. */
@NullMarked
package org.dllm.experiments.random;

import org.jspecify.annotations.NullMarked;
