package org.dllm.notebooks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.dflib.DataFrame;
import org.jspecify.annotations.Nullable;

/**
 * Where the lab's database is. Each query looks anew: a server may stop and start between two
 * queries, and an H2 file that no server holds is locked only as long as a query takes.
 *
 * @param home the home folder, used where the environment names no database
 * @param environment may hold DLLM_JDBC_URL, DLLM_JDBC_USER, DLLM_JDBC_PASSWORD and
 *     DLLM_QUERY_LIMIT
 */
record Database(Path home, Map<String, String> environment) {

    /** The rows of a query; it writes nothing. */
    DataFrame query(String sql, @Nullable Object... arguments) {
        String url = environment.get("DLLM_JDBC_URL");
        if (url != null && !url.isBlank()) {
            return jdbc(url, sql, arguments);
        }
        Optional<LabServer> server = LabServer.of(home);
        if (server.isPresent()) {
            try {
                return server.get().query(sql, arguments);
            } catch (ConnectException _) {
                // The server was killed and left its address; the file is free.
            }
        }
        return jdbc(file(), sql, arguments);
    }

    private DataFrame jdbc(String url, String sql, @Nullable Object... arguments) {
        var limit = QueryLimit.of(environment);
        return new JdbcQuery(new JdbcAddress(url, environment), limit, sql, arguments).run();
    }

    private String file() {
        refuseOldFile();
        Path file = home.resolve("db").resolve("lab");
        if (!Files.isRegularFile(Path.of(file + ".mv.db"))) {
            throw new IllegalStateException(
                    ("no database: expected %s.mv.db; './dllm quickstart' makes one, DLLM_HOME"
                                    + " names another home folder, DLLM_JDBC_URL another database")
                            .formatted(file));
        }
        return "jdbc:h2:file:" + file + ";NON_KEYWORDS=KEY,VALUE;IFEXISTS=TRUE;ACCESS_MODE_DATA=r";
    }

    /** A server on another database leaves a note, which stays when the server ends. */
    private void refuseOldFile() {
        Path note = home.resolve("db").resolve("url");
        try {
            String text = Files.isRegularFile(note) ? Files.readString(note) : "";
            // A torn note has no line end; servers of earlier versions recorded a JDBC address.
            if (text.endsWith("\n") && !text.startsWith("jdbc:")) {
                throw new IllegalStateException(
                        "%s (and DLLM_JDBC_USER and DLLM_JDBC_PASSWORD if it needs them; home folder %s)"
                                .formatted(text.strip(), home));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + note, e);
        }
    }
}
