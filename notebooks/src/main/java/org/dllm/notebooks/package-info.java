/** What a notebook needs to look at runs: queries as data frames, line charts, heat maps. */
@NullMarked
package org.dllm.notebooks;

import org.jspecify.annotations.NullMarked;
