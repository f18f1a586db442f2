package org.dllm.experiments.data;

/**
 * Descriptive information about a data set.
 *
 * @param origin who published the files
 */
public record About(String title, String licence, String origin) {}
