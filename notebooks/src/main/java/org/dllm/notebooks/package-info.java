/** Library for notebooks: queries as data frames, line charts and heat maps. */
@NullMarked
package org.dllm.notebooks;

import org.jspecify.annotations.NullMarked;
