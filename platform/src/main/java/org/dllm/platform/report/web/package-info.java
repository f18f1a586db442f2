@NullMarked
package org.dllm.platform.report.web;

import org.jspecify.annotations.NullMarked;
