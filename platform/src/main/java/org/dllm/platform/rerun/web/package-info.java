@NullMarked
package org.dllm.platform.rerun.web;

import org.jspecify.annotations.NullMarked;
