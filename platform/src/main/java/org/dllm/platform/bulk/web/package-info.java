@NullMarked
package org.dllm.platform.bulk.web;

import org.jspecify.annotations.NullMarked;
