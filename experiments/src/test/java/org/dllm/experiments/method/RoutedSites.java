package org.dllm.experiments.method;

import java.util.List;
import java.util.Optional;
import org.dllm.experiments.model.LlamaConfig;
import org.dllm.experiments.routing.Decider;
import org.dllm.experiments.routing.KvPolicy;
import org.dllm.experiments.routing.Site;
import org.dllm.experiments.routing.SiteMode;
import org.dllm.experiments.routing.Threshold;
import org.dllm.experiments.routing.TokenMlp;

/**
 * Routers at any set of sites, and any KV entries of skipped tokens.
 *
 * @param apart whether the feed-forward block has its own decision where it is not named
 */
public record RoutedSites(List<Integer> sites, boolean apart, KvPolicy kvPolicy) implements Method {

    @Override
    public SiteMode mode(int site, int layers) {
        if (sites.contains(site)) {
            return SiteMode.ASK;
        }
        return Site.isAttention(site) || apart ? SiteMode.EXECUTE : SiteMode.FOLLOW;
    }

    @Override
    public KeepSpec keep() {
        return new KeepSpec(0, 2);
    }

    @Override
    public Optional<Decider> decider(LlamaConfig model) {
        return Optional.of(new Threshold(new TokenMlp(8), model.width(), null));
    }
}
