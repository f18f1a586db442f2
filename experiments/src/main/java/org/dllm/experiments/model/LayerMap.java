package org.dllm.experiments.model;

/** The matrices of a layer as they are kept: maps of one input are one. */
public enum LayerMap {
    QKV,
    O,
    GATE_UP,
    DOWN
}
