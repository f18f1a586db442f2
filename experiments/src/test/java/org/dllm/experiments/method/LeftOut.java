package org.dllm.experiments.method;

import java.util.List;
import org.dllm.experiments.routing.Site;
import org.dllm.experiments.routing.SiteMode;

/** Single attention and feed-forward blocks are left out for all tokens. */
public record LeftOut(List<Integer> sites) implements Method {

    @Override
    public SiteMode mode(int site, int layers) {
        boolean executes = !sites.contains(site);
        if (!Site.isAttention(site) && executes != sites.contains(site - 1)) {
            return SiteMode.FOLLOW;
        }
        return executes ? SiteMode.EXECUTE : SiteMode.SKIP;
    }
}
