package org.dllm.platform.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.dllm.platform.home.CannotStartException;
import org.dllm.platform.home.LabFolders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerNameTests {

    @TempDir Path home;

    /** A second process that tries to lock the folder. */
    public static void main(String... home) {
        try {
            System.out.print(new WorkerName(new LabFolders(Path.of(home[0]), null)).value());
        } catch (CannotStartException refused) {
            System.out.print(refused.getMessage());
        }
    }

    @Test
    void oneProcessLocksTheHomeFolderAndTheNextKeepsItsName() throws IOException {
        for (String beginning : new String[] {"a folder that is new", "one with a name"}) {
            var name = new WorkerName(new LabFolders(home, null));
            assertThat(inAnotherProcess())
                    .as(beginning)
                    .startsWith("another server uses the home folder " + home);
            name.destroy();
            assertThat(inAnotherProcess()).as(beginning).isEqualTo(name.value());
        }
    }

    private String inAnotherProcess() throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classes = System.getProperty("java.class.path");
        Process process =
                new ProcessBuilder(java, "-cp", classes, WorkerNameTests.class.getName(), "" + home)
                        .redirectErrorStream(true)
                        .start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
