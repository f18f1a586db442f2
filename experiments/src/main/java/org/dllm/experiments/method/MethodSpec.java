package org.dllm.experiments.method;

import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What is compared: how a run decides which token runs which layer. */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "type")
public sealed interface MethodSpec permits Dense, Dllm, RandomSkip, StaticLayers {}
