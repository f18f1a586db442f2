/** Routers and gates: decide which token executes which layer. */
@NullMarked
package org.dllm.experiments.routing;

import org.jspecify.annotations.NullMarked;
