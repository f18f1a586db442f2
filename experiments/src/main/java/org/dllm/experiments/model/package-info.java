/** Llama-architecture models: configuration, weights, forward, key-value cache. */
@NullMarked
package org.dllm.experiments.model;

import org.jspecify.annotations.NullMarked;
