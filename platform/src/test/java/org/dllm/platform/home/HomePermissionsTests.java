package org.dllm.platform.home;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class HomePermissionsTests {

    @TempDir private Path parent = Path.of("");

    @Test
    void theHomeFolderIsRestrictedToItsOwner(CapturedOutput output) throws IOException {
        Path home = home("rwxr-xr-x");
        new HomePermissions(Files::setPosixFilePermissions).prepare(home);
        assertThat(mode(home)).isEqualTo("rwx------");
        assertThat(home.resolve("db")).isDirectory();
        assertThat(output).isEmpty();
    }

    @Test
    void aRestrictedHomeFolderStaysAsItIs(CapturedOutput output) throws IOException {
        Path home = home("rwx------");
        new HomePermissions(HomePermissionsTests::refuse).prepare(home);
        assertThat(home.resolve("runs")).isDirectory();
        assertThat(output).isEmpty();
    }

    /** A volume that belongs to root and that all users may enter. */
    @Test
    void inAHomeFolderOfAnotherUserTheInnerFoldersAreRestrictedAndAWarningIsLogged(
            CapturedOutput output) throws IOException {
        Path home = home("rwxrwxrwx");
        new HomePermissions(
                        (folder, mode) -> {
                            if (folder.equals(home)) refuse(folder, mode);
                            Files.setPosixFilePermissions(folder, mode);
                        })
                .prepare(home);
        assertThat(mode(home.resolve("db"))).isEqualTo("rwx------");
        assertThat(mode(home.resolve("runs"))).isEqualTo("rwx------");
        assertThat(output.toString().lines()).hasSize(1).first().asString().contains("" + home);
    }

    private Path home(String mode) throws IOException {
        Path home = Files.createDirectories(parent.resolve("home"));
        return Files.setPosixFilePermissions(home, PosixFilePermissions.fromString(mode));
    }

    private static String mode(Path folder) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder));
    }

    private static void refuse(Path folder, Set<PosixFilePermission> mode)
            throws FileSystemException {
        throw new FileSystemException(folder + " to " + mode, null, "Operation not permitted");
    }
}
