package org.dllm.experiments.train;

import java.util.List;
import java.util.Set;
import org.dllm.experiments.routing.Site;

/** The matrices of a layer that can have a LoRA update, in the order of the script's slots. */
enum LoraTarget {
    Q("self_attn.q_proj"),
    K("self_attn.k_proj"),
    V("self_attn.v_proj"),
    O("self_attn.o_proj"),
    GATE("mlp.gate_proj"),
    UP("mlp.up_proj"),
    DOWN("mlp.down_proj");

    private final String map;

    LoraTarget(String map) {
        this.map = map;
    }

    String map() {
        return map;
    }

    /** The targets of a site, in order. */
    static List<LoraTarget> of(int site) {
        return Site.isAttention(site) ? List.of(Q, K, V, O) : List.of(GATE, UP, DOWN);
    }

    boolean in(Set<String> targets) {
        return targets.contains(name().toLowerCase(java.util.Locale.ROOT));
    }
}
