package org.dllm.experiments.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.dllm.experiments.library.Item.ItemFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FetchTests {

    private static final int BYTES = 300_000;
    private static final String PATH = "models/tiny/weights.bin";

    @TempDir private Path dataDir;
    private final byte[] content = new byte[BYTES];
    private final FileServer server;
    private final Item item;

    FetchTests() throws IOException {
        new Random(1).nextBytes(content);
        item = item(Optional.empty());
        server = new FileServer();
    }

    @BeforeEach
    void serve() {
        server.has(PATH, content);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Item item(Optional<URI> home) {
        var file = new ItemFile("weights.bin", BYTES, sha256(content), home);
        return new Item("models", "tiny", "a test", "MIT", "this test", List.of(file));
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private Fetch mirror() {
        return new Fetch(new FileSource.Mirror(server.address()), dataDir, (_, _) -> {});
    }

    private Path target() {
        return dataDir.resolve(PATH);
    }

    @Test
    void aMirrorIsLaidOutLikeTheDataFolder() throws IOException {
        assertThat(mirror().fetch(item)).extracting("outcome").containsExactly("downloaded");
        assertThat(Files.readAllBytes(target())).isEqualTo(content);
        assertThat(mirror().fetch(item)).extracting("outcome").containsExactly("present");
        assertThat(server.requests()).containsExactly("/mirror/" + PATH);
    }

    @Test
    void anInterruptedDownloadResumes() throws IOException {
        server.cutAfter(100_000);
        mirror().fetch(item);
        assertThat(Files.readAllBytes(target())).isEqualTo(content);
        assertThat(server.requests()).hasSizeGreaterThanOrEqualTo(3);
        assertThat(server.requests().get(1)).matches(".* bytes=[1-9]\\d*-");
    }

    @Test
    void dataOfAnEarlierCallIsKept() throws IOException {
        Files.createDirectories(target().getParent());
        Files.write(target().resolveSibling("weights.bin.part"), Arrays.copyOf(content, 123_456));
        mirror().fetch(item);
        assertThat(Files.readAllBytes(target())).isEqualTo(content);
        assertThat(server.requests()).containsExactly("/mirror/" + PATH + " bytes=123456-");
    }

    @Test
    void aServerWithoutRangesRestartsTheDownload() throws IOException {
        Files.createDirectories(target().getParent());
        Files.write(target().resolveSibling("weights.bin.part"), Arrays.copyOf(content, 99));
        server.forgetRanges();
        mirror().fetch(item);
        assertThat(Files.readAllBytes(target())).isEqualTo(content);
    }

    @Test
    void aServerWithoutDataFailsTheDownloadAndReportsTheProgress() {
        server.cutAfter(0);
        assertThatThrownBy(() -> mirror().fetch(item))
                .isInstanceOf(LibraryException.class)
                .hasMessageContaining("0 of 300000 bytes");
    }

    @Test
    void aFileWithAnotherHashIsRejectedAndDeleted() {
        byte[] other = content.clone();
        other[17]++;
        server.has(PATH, other);
        assertThatThrownBy(() -> mirror().fetch(item))
                .isInstanceOf(LibraryException.class)
                .hasMessageContaining(sha256(content))
                .hasMessageContaining(sha256(other));
        assertThat(dataDir.resolve("models/tiny")).isEmptyDirectory();
    }

    @Test
    void aFileThatIsTooLongIsRefused() {
        server.has(PATH, new byte[BYTES + 1]);
        assertThatThrownBy(() -> mirror().fetch(item)).hasMessageContaining("received more");
        assertThat(target()).doesNotExist();
    }

    @Test
    void aMissingFileNamesItsAddress() {
        server.has(PATH, content);
        var absent =
                new Item(
                        "models",
                        "other",
                        "a test",
                        "MIT",
                        "this test",
                        List.of(new ItemFile("x.bin", 1, sha256(content), Optional.empty())));
        assertThatThrownBy(() -> mirror().fetch(absent))
                .hasMessageContaining("/mirror/models/other/x.bin")
                .hasMessageContaining("404");
    }

    @Test
    void theHomeIsUsedWithoutAMirror() {
        var atHome = item(Optional.of(server.address().resolve(PATH)));
        var fetch = new Fetch(FileSource.of(null, ""), dataDir, (_, _) -> {});
        assertThatThrownBy(() -> fetch.fetch(item))
                .hasMessageContaining("no public address")
                .hasMessageContaining("models/tiny");
        assertThat(fetch.fetch(atHome)).extracting("outcome").containsExactly("downloaded");
        assertThat(fetch.fetch(item)).extracting("outcome").containsExactly("present");
    }

    @Test
    void aFolderIsCopiedAndChecked(@TempDir Path folder) throws IOException {
        Files.createDirectories(folder.resolve("models/tiny"));
        Files.write(folder.resolve(PATH), content);
        var fetch = new Fetch(FileSource.of(folder.toString(), null), dataDir, (_, _) -> {});
        assertThat(fetch.fetch(item)).extracting("outcome").containsExactly("copied");
        assertThat(Files.readAllBytes(target())).isEqualTo(content);
    }

    @Test
    void anotherFileInThePlaceIsNotOverwritten() throws IOException {
        Files.createDirectories(target().getParent());
        Files.writeString(target(), "mine");
        assertThatThrownBy(() -> mirror().fetch(item)).hasMessageContaining("another file");
        assertThat(target()).hasContent("mine");
    }

    @Test
    void aSourceThatIsNeitherFolderNorAddressIsRejected() {
        assertThatThrownBy(() -> FileSource.of("no/such/folder", null))
                .hasMessageContaining("no/such/folder");
        assertThatThrownBy(() -> FileSource.of(null, "ftp://somewhere"))
                .hasMessageContaining("http(s) address");
    }
}
