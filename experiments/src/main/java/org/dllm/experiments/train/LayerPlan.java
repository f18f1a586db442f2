package org.dllm.experiments.train;

import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dllm.experiments.routing.KvPolicy;
import org.dllm.experiments.routing.Routers;
import org.dllm.experiments.routing.Site;
import org.dllm.experiments.routing.SiteMode;

/**
 * What {@code decoder_loss} does in each computed layer: a row with the layer and, for its two
 * sites, mode, first array in base, in lora and in routers, and row in the decisions.
 */
final class LayerPlan {

    private static final int SITE = 5;
    private static final int COLUMNS = 1 + 2 * SITE;

    private final List<long[]> rows = new ArrayList<>();
    private final List<Integer> deciding = new ArrayList<>();

    static LayerPlan of(Recipe recipe, LoraWeights lora) {
        List<SiteMode> modes = recipe.modes();
        if (recipe.method().kvPolicy() == KvPolicy.COPY && modes.getFirst() == SiteMode.SKIP) {
            throw new IllegalArgumentException(
                    "keys of skipped tokens are copied from the layer before, so the first layer's"
                            + " attention must not be left out");
        }
        var plan = new LayerPlan();
        List<Integer> computed = recipe.sites();
        long[] places = Routers.places(recipe.decider(), recipe.owners(), modes.size());
        long base = 0;
        long adapters = 0;
        for (int site = 0; site < modes.size(); site++) {
            int layer = Site.layer(site);
            if (Site.isAttention(site)
                    && (computed.contains(site) || computed.contains(site + 1))) {
                plan.add(layer);
            }
            boolean computes = computed.contains(site);
            if (computes || (computed.contains(site - 1) && !Site.isAttention(site))) {
                plan.set(site, modes.get(site), new long[] {base, adapters, places[site]});
            }
            base += computes ? Block.of(site).size() : 0;
            adapters += computes ? lora.tensors(site) : 0;
        }
        return plan;
    }

    private void add(int layer) {
        var row = new long[COLUMNS];
        row[0] = layer;
        row[1] = row[1 + SITE] = code(SiteMode.SKIP);
        rows.add(row);
    }

    private void set(int site, SiteMode mode, long[] places) {
        long[] row = rows.getLast();
        int at = Site.isAttention(site) ? 1 : 1 + SITE;
        row[at] = code(mode);
        System.arraycopy(places, 0, row, at + 1, places.length);
        row[at + places.length + 1] = mode.decides() ? deciding.size() : -1;
        if (mode.decides()) {
            deciding.add(site);
        }
    }

    @SuppressWarnings("EnumOrdinal") // the script expects the ordinal
    private static long code(SiteMode mode) {
        return mode.ordinal();
    }

    /** The sites that decide, in the order of the decisions' rows. */
    List<Integer> deciding() {
        return deciding;
    }

    /** The table, row by row. */
    long[] rows() {
        return rows.stream().flatMapToLong(Arrays::stream).toArray();
    }

    /** (computed layers, columns). */
    Shape shape() {
        return new Shape(rows.size(), COLUMNS);
    }
}
