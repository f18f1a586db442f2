package org.dllm.platform.query;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/**
 * Protects the server's memory from queries. H2 computes in the server's heap, and the server exits
 * when memory runs out.
 */
final class QueryMemory {

    /** Occupied part of the heap's old generation above which a query is cancelled. */
    private static final double MOST = 0.75;

    /** H2 creates the text of these functions at once, so no query could be cancelled in time. */
    private static final Pattern UNBOUNDED =
            Pattern.compile("(?i)\\b(SPACE|REPEAT|LPAD|RPAD)\\b\"?\\s*\\(");

    /** Takes linear time: a comment without an end extends to the end of the text. */
    private static final Pattern LITERALS =
            Pattern.compile("'[^']*'|--[^\\n]*|//[^\\n]*|/\\*.*?(?:\\*/|\\z)", Pattern.DOTALL);

    private static final List<MemoryPoolMXBean> OLD =
            ManagementFactory.getMemoryPoolMXBeans().stream()
                    .filter(pool -> pool.getType() == MemoryType.HEAP)
                    .filter(MemoryPoolMXBean::isUsageThresholdSupported)
                    .toList();

    private QueryMemory() {}

    /** Rejects a query with a function that creates a text of any length. */
    static void refuseUnbounded(String sql) {
        var function = UNBOUNDED.matcher(LITERALS.matcher(sql).replaceAll(" "));
        if (function.find()) {
            throw new QueryRefused(
                    QueryRefused.Reason.INVALID,
                    "sql: expected a query without SPACE, REPEAT, LPAD and RPAD, whose text may exceed the server's memory, found %s"
                            .formatted(function.group(1)));
        }
    }

    /**
     * Begins to watch the heap. The result is true if a collection since then has left the old
     * generation almost full: an earlier collection says nothing about the present.
     */
    static BooleanSupplier watch() {
        long before = collections();
        return () -> collections() > before && OLD.stream().anyMatch(QueryMemory::isFull);
    }

    private static boolean isFull(MemoryPoolMXBean pool) {
        MemoryUsage left = pool.getCollectionUsage();
        return left != null && left.getMax() > 0 && left.getUsed() > MOST * left.getMax();
    }

    private static long collections() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .filter(QueryMemory::collectsOld)
                .mapToLong(GarbageCollectorMXBean::getCollectionCount)
                .sum();
    }

    private static boolean collectsOld(GarbageCollectorMXBean collector) {
        List<String> pools = Arrays.asList(collector.getMemoryPoolNames());
        return OLD.stream().anyMatch(pool -> pools.contains(pool.getName()));
    }
}
