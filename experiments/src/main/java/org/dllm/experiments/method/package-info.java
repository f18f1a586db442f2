/** Methods that are compared: D-LLM, its controls and the dense model. */
@NullMarked
package org.dllm.experiments.method;

import org.jspecify.annotations.NullMarked;
