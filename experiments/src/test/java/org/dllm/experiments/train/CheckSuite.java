package org.dllm.experiments.train;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/** Checks of one model, which is open during each check. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
interface CheckSuite {

    CheckedModel model();

    @BeforeEach
    default void open() {
        model().open();
    }

    @AfterEach
    default void free() {
        model().free();
    }

    @AfterAll
    default void close() {
        model().close();
    }
}
