@NullMarked
package org.dllm.platform.live.web;

import org.jspecify.annotations.NullMarked;
