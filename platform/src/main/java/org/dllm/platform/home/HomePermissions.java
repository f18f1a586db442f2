package org.dllm.platform.home;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The home folder, closed to others. Where that is not ours to do, as in a volume that belongs to
 * root, the folders in it are: they hold what others should not read, and the token has a mode of
 * its own.
 */
final class HomePermissions {

    private static final Logger LOG = LoggerFactory.getLogger(HomePermissions.class);

    private static final Set<PosixFilePermission> OWNER_ONLY =
            PosixFilePermissions.fromString("rwx------");

    /** Sets a folder's mode. */
    interface Modes {
        void set(Path folder, Set<PosixFilePermission> mode) throws IOException;
    }

    private final Modes modes;

    HomePermissions(Modes modes) {
        this.modes = modes;
    }

    void prepare(Path home) throws IOException {
        Files.createDirectories(home);
        requireWritable(home);
        boolean closed = close(home);
        for (String name : List.of("db", "runs")) {
            Path inner = Files.createDirectories(home.resolve(name));
            requireWritable(inner);
            if (!closed && !close(inner)) {
                LOG.warn("Others may read what lies in {}, whose mode cannot be changed", inner);
            }
        }
        if (!closed) {
            LOG.warn(
                    "Others may enter {}, whose mode cannot be changed; its owner may set it to"
                            + " 0700",
                    home);
        }
    }

    private static void requireWritable(Path folder) throws IOException {
        Files.delete(Files.createTempFile(folder, ".probe", null));
    }

    private boolean close(Path folder) throws IOException {
        if (!folder.getFileSystem().supportedFileAttributeViews().contains("posix")
                || isClosed(folder)) {
            return true;
        }
        try {
            modes.set(folder, OWNER_ONLY);
        } catch (IOException _) { // it is another's, or its file system has no modes
            return false;
        }
        return isClosed(folder);
    }

    private static boolean isClosed(Path folder) throws IOException {
        return OWNER_ONLY.containsAll(Files.getPosixFilePermissions(folder));
    }
}
