package org.dllm.experiments.data;

import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** A source of examples. A new data set is one record and one name here. */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "type")
public sealed interface DatasetSpec permits Gsm8k, Synthetic {}
