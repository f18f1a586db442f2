package org.dllm.experiments.model.io;

/**
 * A list in a GGUF file whose values are read on demand.
 *
 * @param type GGUF's number for the type of the values
 * @param start offset of the first value
 */
record GgufList(int type, int count, long start) {}
