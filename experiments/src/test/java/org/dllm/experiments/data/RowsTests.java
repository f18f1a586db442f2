package org.dllm.experiments.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowsTests {

    @Test
    void aListHasEndedForEachLaterCallToo(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("list.json"), "[{\"a\": \"b\"}]");
        try (var rows = Rows.open(file)) {
            Row only = rows.next();
            assertThat(only).isNotNull();
            assertThat(rows.next()).isNull();
            assertThat(rows.next()).isNull();
        }
    }
}
