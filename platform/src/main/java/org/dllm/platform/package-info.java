/** The platform tracks experiments, executes runs and shows them. One module per package. */
@NullMarked
package org.dllm.platform;

import org.jspecify.annotations.NullMarked;
