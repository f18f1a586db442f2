package org.dllm.platform.worker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.dllm.platform.home.CannotStartException;
import org.dllm.platform.home.LabFolders;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * The name of this home folder's worker. It survives restarts, so that a server recognises its own
 * runs. The lock on its file keeps a second server out of the folder.
 */
@Component
class WorkerName implements DisposableBean {

    private static final int MOST_BYTES = 1000;

    /** The length of the database column. */
    private static final int LONGEST = 100;

    private final FileChannel file;
    private final String name;

    WorkerName(LabFolders folders) {
        Path path = folders.home().resolve("worker");
        try {
            Files.createDirectories(folders.home());
            file =
                    FileChannel.open(
                            path,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE);
            if (!locked()) {
                file.close();
                throw new CannotStartException(
                        "another server uses the home folder %s: stop it, or set DLLM_HOME to another folder"
                                .formatted(folders.home()));
            }
            String known = read();
            if (known.length() > LONGEST || known.chars().anyMatch(Character::isISOControl)) {
                file.close();
                throw new CannotStartException(
                        "expected the name of this home folder's worker in %s, but the file is damaged: delete it"
                                .formatted(path));
            }
            name = known.isEmpty() ? create() : known;
        } catch (IOException failure) {
            throw CannotStartException.unusable(path, failure);
        }
    }

    String value() {
        return name;
    }

    private boolean locked() throws IOException {
        try {
            return file.tryLock() != null;
        } catch (OverlappingFileLockException _) {
            return false;
        }
    }

    /**
     * Reads through the locked channel: closing any other channel of the same file releases the
     * lock.
     */
    private String read() throws IOException {
        var bytes = ByteBuffer.allocate(MOST_BYTES);
        file.read(bytes, 0);
        return StandardCharsets.UTF_8.decode(bytes.flip()).toString().trim();
    }

    private String create() throws IOException {
        String fresh = host() + "-" + UUID.randomUUID().toString().substring(0, 8);
        file.write(ByteBuffer.wrap(fresh.getBytes(StandardCharsets.UTF_8)));
        file.force(true);
        return fresh;
    }

    private static String host() {
        try {
            String host = InetAddress.getLocalHost().getHostName();
            return host.length() <= 60 ? host : host.substring(0, 60);
        } catch (UnknownHostException _) {
            return "worker";
        }
    }

    @Override
    public void destroy() throws IOException {
        file.close();
    }
}
