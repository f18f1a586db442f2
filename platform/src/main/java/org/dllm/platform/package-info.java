/** The platform: tracks experiments, carries runs out, shows them. One module per package. */
@NullMarked
package org.dllm.platform;

import org.jspecify.annotations.NullMarked;
