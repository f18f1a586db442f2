package org.dllm.experiments.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.dllm.experiments.checkpoint.FileHash;
import org.dllm.experiments.data.DatasetSpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibraryTests {

    private final Library library = Library.shipped();

    @Test
    void everyFileHasASizeAndAHash() {
        Stream<Item> data = DatasetSpec.all().stream().flatMap(set -> set.item().stream());
        assertThat(Stream.concat(library.models().stream(), data))
                .hasSizeGreaterThan(10)
                .allSatisfy(item -> assertThat(item.files()).isNotEmpty())
                .flatExtracting(Item::files)
                .allSatisfy(file -> {
                    assertThat(file.bytes()).isPositive();
                    assertThat(file.sha256()).matches("[0-9a-f]{64}");
                });
    }

    @Test
    void anUnknownNameListsTheKnownNames() {
        assertThatThrownBy(() -> library.model("smollm3"))
                .hasMessageContaining("smollm3")
                .hasMessageContaining("smollm2-135m, stories260K");
    }

    @Test
    void aMissingModelReportsTheFetchCommand(@TempDir Path empty) {
        assertThatThrownBy(() -> ModelLocator.resolve("smollm2-135m", empty))
                .isInstanceOf(LibraryException.class)
                .hasMessageContaining("./dllm model fetch smollm2-135m");
        assertThatThrownBy(() -> ModelLocator.resolve("nobody", empty))
                .hasMessageContaining("nobody")
                .hasMessageContaining("stories260K");
    }

    @Test
    void aModelIsFoundByNameAndByPath(@TempDir Path dataDir) throws IOException {
        Path mine = Files.createDirectories(dataDir.resolve("models/mine"));
        assertThat(ModelLocator.resolve("mine", dataDir)).isEqualTo(mine);
        assertThat(ModelLocator.resolve(mine.toString(), Path.of("elsewhere"))).isEqualTo(mine);
    }

    @Test
    @Tag("data")
    void theDataFolderHasWhatTheCatalogueSays() throws IOException {
        Path dataDir = Path.of(System.getenv("DLLM_DATA_DIR"));
        for (DatasetSpec set : DatasetSpec.all()) {
            assertThat(set.item().stream()).as(set.label()).allMatch(item -> item.isIn(dataDir));
        }
        Item stories = library.model("stories260K");
        for (var file : stories.files()) {
            assertThat(FileHash.sha256(stories.in(dataDir).resolve(file.name())))
                    .isEqualTo(file.sha256());
        }
    }
}
