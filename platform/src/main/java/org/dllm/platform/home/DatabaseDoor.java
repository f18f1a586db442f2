package org.dllm.platform.home;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.HexFormat;
import javax.sql.DataSource;
import org.h2.engine.SysProperties;
import org.h2.tools.Server;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Lets notebooks read the H2 file that the server holds open: a door on the loopback address that
 * opens for a secret name only, told in {@code db/url}. H2's own AUTO_SERVER does the same, but
 * excludes DB_CLOSE_ON_EXIT=FALSE, without which H2 closes the file before the server is done.
 *
 * <p>Of a server on another database {@code db/url} says what notebooks need for it, also when the
 * server has ended: a file of earlier days is not what they ask about.
 */
@Component
class DatabaseDoor implements DisposableBean {

    private static final String FILE = "jdbc:h2:file:";
    private static final int SECRET_BYTES = 16;

    private final Path address;
    private final @Nullable Server door;

    /**
     * @param open the pool, so that the door is closed before it
     */
    DatabaseDoor(LabFolders folders, DataSource open, @Value("${spring.datasource.url}") String url)
            throws SQLException, IOException {
        address = folders.home().resolve("db").resolve("url");
        Files.deleteIfExists(address);
        if (!url.startsWith(FILE)) {
            door = null;
            leave(
                    "the server of this home folder works on another database: DLLM_JDBC_URL should"
                            + " be "
                            + url.split("[;?]", 2)[0]);
            return;
        }
        open.getConnection().close();
        String database = url.substring(FILE.length()).split(";", 2)[0];
        var secret = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        String name = HexFormat.of().formatHex(secret);
        requireLoopback();
        door =
                Server.createTcpServer(
                        "-tcpPort", "0", "-tcpDaemon", "-ifExists", "-key", name, database);
        door.start();
        leave(
                "jdbc:h2:tcp://127.0.0.1:%d/%s;NON_KEYWORDS=KEY,VALUE"
                        .formatted(door.getPort(), name));
    }

    private void leave(String word) throws IOException {
        StateFile.write(address, word + "\n");
    }

    private static void requireLoopback() throws UnknownHostException {
        String host = SysProperties.BIND_ADDRESS;
        if (host == null || !InetAddress.getByName(host).isLoopbackAddress()) {
            throw new IllegalStateException(
                    "the system property h2.bindAddress must be 127.0.0.1 before H2 is used, but H2"
                            + " has read "
                            + host);
        }
    }

    @Override
    public void destroy() throws IOException {
        if (door != null) {
            door.stop();
            Files.deleteIfExists(address);
        }
    }
}
