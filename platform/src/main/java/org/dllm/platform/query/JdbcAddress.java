package org.dllm.platform.query;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dllm.platform.home.LabFolders;
import org.dllm.platform.home.StateFile;
import org.springframework.stereotype.Component;

/**
 * Records in {@code db/url} that the server of this home folder uses another database than the H2
 * file, so that a notebook does not read an old file. The file stays when the server ends.
 */
@Component
class JdbcAddress {

    JdbcAddress(LabFolders folders, ReadOnlyDatabase database) throws IOException {
        Path note = folders.home().resolve("db").resolve("url");
        if (database.available()) {
            Files.deleteIfExists(note);
        } else {
            StateFile.write(note, hint(database) + "\n");
        }
    }

    static String hint(ReadOnlyDatabase database) {
        return "the server of this home folder uses another database: set DLLM_JDBC_URL to "
                + database.address();
    }
}
