package org.dllm.experiments.model.io;

/**
 * A list of a GGUF file, which stays in the file until its values are asked for.
 *
 * @param type the number by which GGUF names the type of the values
 * @param start offset of the first value
 */
record GgufList(int type, int count, long start) {}
