package org.dllm.experiments.data;

/**
 * One generated question, before it is added to a set.
 *
 * @param chain steps separated by spaces
 */
record Task(String prompt, String chain, String answer) {}
