@NullMarked
package org.dllm.platform.table.web;

import org.jspecify.annotations.NullMarked;
