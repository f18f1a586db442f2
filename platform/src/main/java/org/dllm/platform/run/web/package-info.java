@NullMarked
package org.dllm.platform.run.web;

import org.jspecify.annotations.NullMarked;
