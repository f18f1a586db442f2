package org.dllm.experiments.data;

/**
 * What a person should know about a data set.
 *
 * @param origin who published the files
 */
public record About(String title, String licence, String origin) {}
