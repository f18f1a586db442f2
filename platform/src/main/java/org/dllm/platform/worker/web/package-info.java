@NullMarked
package org.dllm.platform.worker.web;

import org.jspecify.annotations.NullMarked;
