package org.dllm.platform.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dllm.platform.TestDatabase;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.TestRuns;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class WorkItemsTests {

    private static final List<String> CPU = List.of("cpu");
    private static final Duration LEASE = Duration.ofMinutes(2);
    private static final Duration OVER = Duration.ZERO;

    private final TestDatabase database;
    private final WorkItems items;

    WorkItemsTests(TestDatabase database) {
        this.database = database.clear();
        this.items = database.get(WorkItems.class);
    }

    @Test
    void largerPriorityIsFirstThenTheOldest() {
        RunId old = added(0);
        RunId young = added(0);
        RunId urgent = added(5);
        added(-1);
        assertThat(
                        Stream.generate(() -> items.claim("w", LEASE, CPU))
                                .limit(3)
                                .map(Optional::orElseThrow))
                .extracting(WorkItem::run)
                .containsExactly(urgent, old, young);
    }

    @Test
    void nothingIsClaimedFromAnEmptyQueue() {
        assertThat(items.claim("w", LEASE, CPU)).isEmpty();
        added(0);
        assertThat(items.claim("w", LEASE, CPU)).isPresent();
        assertThat(items.claim("w", LEASE, CPU)).isEmpty();
    }

    @Test
    void eightThreadsClaimTwoHundredItemsNoneTwice() throws InterruptedException {
        for (int i = 0; i < 200; i++) added(i % 3);
        var claimed = new ConcurrentLinkedQueue<RunId>();
        List<Thread> workers =
                IntStream.range(0, 8)
                        .mapToObj(i -> Thread.ofPlatform().start(() -> claimAll("w" + i, claimed)))
                        .toList();
        for (Thread worker : workers) worker.join();
        assertThat(claimed).hasSize(200).doesNotHaveDuplicates();
    }

    private void claimAll(String worker, ConcurrentLinkedQueue<RunId> claimed) {
        while (true) {
            var item = items.claim(worker, LEASE, CPU);
            if (item.isEmpty()) return;
            claimed.add(item.get().run());
        }
    }

    @Test
    void aRunForAnotherDeviceIsLeftToAWorkerThatHasIt() {
        RunId gpu = TestRuns.queued(database);
        items.add(gpu, 9, "cuda:1");
        RunId cpu = added(0);
        assertThat(items.claim("w", LEASE, List.of("cpu", "cuda:0")).orElseThrow().run())
                .isEqualTo(cpu);
        assertThat(items.claim("w", LEASE, List.of("cpu", "cuda:0"))).isEmpty();
        assertThat(items.claim("v", LEASE, List.of("cuda:1")).orElseThrow().run()).isEqualTo(gpu);
    }

    @Test
    void aRunIsQueuedOnce() {
        RunId run = added(0);
        items.add(run, 0, "cpu");
        assertThat(items.claim("w", LEASE, CPU)).isPresent();
        items.add(run, 0, "cpu");
        assertThat(items.claim("w", LEASE, CPU)).isEmpty();
    }

    @Test
    void anExpiredLeaseIsTakenOverOnceAndFencesItsFormerHolder() {
        added(0);
        WorkItem zombie = items.claim("a", OVER, CPU).orElseThrow();
        items.process(zombie, 42, Instant.EPOCH);
        items.read(zombie, 7, OVER);
        WorkItem orphan = items.orphans("b", false).getFirst();
        WorkItem taken = items.adopt(orphan, "b", LEASE).orElseThrow();
        assertThat(items.adopt(orphan, "c", LEASE)).isEmpty();
        assertThat(taken.attempt()).isEqualTo(1);
        assertThat(taken.spoolSeq()).isEqualTo(7);
        assertThat(taken.pid()).isEqualTo(42);
        assertThat(taken.pidStartedAt()).isEqualTo(Instant.EPOCH);

        for (Runnable write :
                List.<Runnable>of(
                        () -> items.read(zombie, 8, LEASE),
                        () -> items.renew(zombie, LEASE),
                        () -> items.process(zombie, 1, Instant.EPOCH),
                        () -> items.resetFailures(zombie),
                        () -> items.done(zombie),
                        () -> items.requeue(zombie, 1, OVER)))
            assertThatThrownBy(write::run).isInstanceOf(LeaseLostException.class);
        items.read(taken, 9, LEASE);
        assertThat(items.find(taken.id()).orElseThrow().spoolSeq()).isEqualTo(9);
    }

    @Test
    void writesOfAZombieAreRolledBack() {
        RunId run = added(0);
        WorkItem zombie = items.claim("a", OVER, CPU).orElseThrow();
        items.adopt(zombie, "b", LEASE);
        assertThatThrownBy(() ->
                        database.transaction()
                                .executeWithoutResult(_ -> {
                                    database.get(org.dllm.platform.run.Runs.class).starting(run, 9);
                                    items.read(zombie, 1, LEASE);
                                }))
                .isInstanceOf(LeaseLostException.class);
        assertThat(database.get(org.dllm.platform.run.Runs.class).require(run).attempt()).isZero();
    }

    @Test
    void aRenewedLeaseCannotBeTakenOver() {
        added(0);
        WorkItem item = items.claim("a", OVER, CPU).orElseThrow();
        items.renew(item, LEASE);
        assertThat(items.orphans("b", true)).isEmpty();
        assertThat(items.adopt(item, "b", LEASE)).isEmpty();
        assertThat(items.orphans("a", true)).containsExactly(item);
        assertThat(items.adopt(item, "a", LEASE)).isPresent();
    }

    @Test
    void readingTheSpoolRenewsTheLease() {
        added(0);
        WorkItem item = items.claim("a", OVER, CPU).orElseThrow();
        items.read(item, 1, LEASE);
        assertThat(items.orphans("b", false)).isEmpty();
    }

    @Test
    void aRequeuedItemIsANewAttempt() {
        added(0);
        WorkItem first = items.claim("a", LEASE, CPU).orElseThrow();
        items.process(first, 42, Instant.now().truncatedTo(ChronoUnit.MILLIS));
        items.read(first, 30, LEASE);
        items.requeue(first, 1, OVER);
        assertThatThrownBy(() -> items.read(first, 31, LEASE))
                .isInstanceOf(LeaseLostException.class);
        WorkItem second = items.claim("b", LEASE, CPU).orElseThrow();
        assertThat(second.attempt()).isEqualTo(2);
        assertThat(second.failures()).isEqualTo(1);
        assertThat(second.spoolSeq()).isZero();
        assertThat(second.pid()).isNull();
        items.resetFailures(second);
        assertThat(items.find(second.id()).orElseThrow().failures()).isZero();
    }

    @Test
    void aPostponedItemCannotBeClaimedAndIsTheSameAttemptLater() {
        RunId run = added(0);
        items.postpone(items.claim("a", LEASE, CPU).orElseThrow(), LEASE);
        assertThat(items.claim("b", LEASE, CPU)).isEmpty();
        RunId behind = added(0);
        assertThat(items.claim("b", LEASE, CPU).orElseThrow().run()).isEqualTo(behind);

        items.cancel(run);
        RunId other = added(0);
        items.postpone(items.claim("a", LEASE, CPU).orElseThrow(), OVER);
        WorkItem again = items.claim("b", LEASE, CPU).orElseThrow();
        assertThat(again.run()).isEqualTo(other);
        assertThat(again.attempt()).isEqualTo(1);
        assertThat(again.failures()).isZero();
    }

    @Test
    void aQueuedItemIsCancelledAtOnceAndAHeldOneIsFlagged() {
        RunId queued = added(0);
        assertThat(items.cancel(queued)).isTrue();
        assertThat(items.claim("a", LEASE, CPU)).isEmpty();

        RunId held = added(0);
        WorkItem item = items.claim("a", LEASE, CPU).orElseThrow();
        assertThat(items.cancelled("a")).isEmpty();
        assertThat(items.cancel(held)).isFalse();
        assertThat(items.cancelled("a")).containsExactly(item.id());
        items.done(item);
        assertThat(items.cancelled("a")).isEmpty();
    }

    @Test
    void aClaimThatIsRolledBackLeavesTheItem() {
        added(0);
        database.transaction()
                .executeWithoutResult(transaction -> {
                    assertThat(items.claim("a", LEASE, CPU)).isPresent();
                    transaction.setRollbackOnly();
                });
        assertThat(items.claim("b", LEASE, CPU).orElseThrow().attempt()).isEqualTo(1);
    }

    private RunId added(int priority) {
        RunId run = TestRuns.queued(database);
        items.add(run, priority, "cpu");
        return run;
    }
}
