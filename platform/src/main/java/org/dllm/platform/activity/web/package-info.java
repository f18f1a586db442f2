@NullMarked
package org.dllm.platform.activity.web;

import org.jspecify.annotations.NullMarked;
