package org.dllm.platform.worker;

import org.dllm.platform.TestDatabase;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** An action during a transaction that changes a run's state and is not committed yet. */
record Collision(TestDatabase database, TestServer server) {

    /** Commits {@code change} once {@code act} waits for it. */
    void of(Runnable change, Runnable act) throws InterruptedException {
        Thread person = Thread.ofPlatform().unstarted(act);
        new TransactionTemplate(server.get(PlatformTransactionManager.class))
                .executeWithoutResult(_ -> {
                    change.run();
                    person.start();
                    TestServer.await(() -> actionWaits() || !person.isAlive());
                });
        person.join();
    }

    private boolean actionWaits() {
        String waiting =
                database == TestDatabase.H2
                        ? "SELECT count(*) FROM information_schema.sessions WHERE blocker_id IS NOT"
                                + " NULL"
                        : "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
        return database.jdbc().sql(waiting).query(Long.class).single() > 0;
    }
}
