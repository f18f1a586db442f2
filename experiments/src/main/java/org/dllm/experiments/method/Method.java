package org.dllm.experiments.method;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.dllm.experiments.model.LlamaConfig;
import org.dllm.experiments.random.RandomStreams;
import org.dllm.experiments.routing.Decider;
import org.dllm.experiments.routing.Gate;
import org.dllm.experiments.routing.KvPolicy;
import org.dllm.experiments.routing.Site;
import org.dllm.experiments.routing.SiteMode;

/**
 * What training and inference need of a method: how it decides which token executes which site.
 * Defaults are those of the dense model.
 */
public interface Method {

    /**
     * What decides at a site of a model with this number of layers. A method that decides about
     * whole layers decides at the attention; the feed-forward block follows.
     */
    default SiteMode mode(int site, int layers) {
        return Site.isAttention(site) ? SiteMode.EXECUTE : SiteMode.FOLLOW;
    }

    /**
     * The decisions at {@link SiteMode#GIVEN} sites, except for forced tokens.
     *
     * @param layers number of layers of the model
     * @param streams source of random draws
     */
    default Gate given(int layers, RandomStreams streams) {
        return (_, _, _) -> Gate.SKIP;
    }

    /** The decider of {@link SiteMode#ASK} sites; empty if there are none. */
    default Optional<Decider> decider(LlamaConfig model) {
        return Optional.empty();
    }

    /** Layers and tokens that always execute. */
    default KeepSpec keep() {
        return KeepSpec.NOTHING;
    }

    /** The decisions that are not free: those of constant sites and of forced tokens. */
    default Forced forced(int layers) {
        List<SiteMode> modes = modes(layers);
        int tokens = keep().tokens();
        return (position, site) -> {
            SiteMode mode = modes.get(site);
            SiteMode deciding = mode == SiteMode.FOLLOW ? modes.get(site - 1) : mode;
            return position < tokens || !deciding.decides();
        };
    }

    /** All decisions, as far as they are known before the model runs. */
    default Gate gate(int layers, RandomStreams streams) {
        List<SiteMode> modes = modes(layers);
        boolean draws = modes.contains(SiteMode.GIVEN);
        Gate given = draws ? given(layers, streams) : Gate.DENSE;
        int tokens = keep().tokens();
        return (sequence, position, site) ->
                switch (modes.get(site)) {
                    case EXECUTE -> Gate.EXECUTE;
                    case SKIP -> Gate.SKIP;
                    case FOLLOW -> Gate.FOLLOW;
                    case ASK -> position < tokens ? Gate.EXECUTE : Gate.ASK;
                    case GIVEN ->
                            position < tokens ? Gate.EXECUTE : given.at(sequence, position, site);
                };
    }

    /** The modes of all sites. */
    default List<SiteMode> modes(int layers) {
        return IntStream.range(0, Site.count(layers)).mapToObj(site -> mode(site, layers)).toList();
    }

    /** Whether tokens may differ in what they execute. */
    default boolean decides(int layers) {
        return modes(layers).stream().anyMatch(SiteMode::decides);
    }

    /** The KV entries of tokens that skip a layer. */
    default KvPolicy kvPolicy() {
        return KvPolicy.EVICT;
    }
}
