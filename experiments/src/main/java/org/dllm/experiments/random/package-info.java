/** Random numbers that depend only on a seed, a name and counters, not on earlier draws. */
@NullMarked
package org.dllm.experiments.random;

import org.jspecify.annotations.NullMarked;
