@NullMarked
package org.dllm.platform.experiment.web;

import org.jspecify.annotations.NullMarked;
