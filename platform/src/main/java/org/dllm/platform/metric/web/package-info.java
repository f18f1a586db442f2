@NullMarked
package org.dllm.platform.metric.web;

import org.jspecify.annotations.NullMarked;
