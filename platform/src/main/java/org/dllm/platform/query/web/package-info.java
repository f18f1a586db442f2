@NullMarked
package org.dllm.platform.query.web;

import org.jspecify.annotations.NullMarked;
