@NullMarked
package org.dllm.platform.artifact.web;

import org.jspecify.annotations.NullMarked;
