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
 * Locates the database of the lab. Each query locates it again, because the server may start or
 * stop between two queries. Without a server, the H2 file is locked during a query only.
 *
 * @param home the home folder, used unless the environment names a database
 * @param environment environment variables: DLLM_JDBC_URL, DLLM_JDBC_USER, DLLM_JDBC_PASSWORD and
 *     DLLM_QUERY_LIMIT, all optional
 */
record Database(Path home, Map<String, String> environment) {

    /** Executes a read-only query. */
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
                // The server was killed and left its address behind; the file is not locked.
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
                    ("no database found: expected %s.mv.db; create one with './dllm quickstart',"
                                    + " or set DLLM_HOME to another home folder or DLLM_JDBC_URL to"
                                    + " another database")
                            .formatted(file));
        }
        return "jdbc:h2:file:" + file + ";NON_KEYWORDS=KEY,VALUE;IFEXISTS=TRUE;ACCESS_MODE_DATA=r";
    }

    /** A server that uses another database writes a note, which remains when the server ends. */
    private void refuseOldFile() {
        Path note = home.resolve("db").resolve("url");
        try {
            String text = Files.isRegularFile(note) ? Files.readString(note) : "";
            // A partly written note has no line end; earlier versions wrote a JDBC URL.
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
