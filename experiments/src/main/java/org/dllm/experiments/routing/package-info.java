/** Routers: who decides which token runs which layer. */
@NullMarked
package org.dllm.experiments.routing;

import org.jspecify.annotations.NullMarked;
