package org.dllm.experiments.data;

/**
 * One generated question, before it has a place in a set.
 *
 * @param chain steps parted by a space
 */
record Task(String prompt, String chain, String answer) {}
