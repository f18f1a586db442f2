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
 * Restricts the home folder to its owner. If its mode cannot be changed, as in a volume that
 * belongs to root, the folders {@code db} and {@code runs} are restricted instead; the token file
 * has its own mode.
 */
final class HomePermissions {

    private static final Logger LOG = LoggerFactory.getLogger(HomePermissions.class);

    private static final Set<PosixFilePermission> OWNER_ONLY =
            PosixFilePermissions.fromString("rwx------");

    /** Sets the mode of a folder. */
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
        boolean restricted = restrict(home);
        for (String name : List.of("db", "runs")) {
            Path inner = Files.createDirectories(home.resolve(name));
            requireWritable(inner);
            if (!restricted && !restrict(inner)) {
                LOG.warn("Other users may read the files in {}: its mode cannot be changed", inner);
            }
        }
        if (!restricted) {
            LOG.warn(
                    "Other users may enter {}: its mode cannot be changed; ask its owner to set it"
                            + " to 0700",
                    home);
        }
    }

    private static void requireWritable(Path folder) throws IOException {
        Files.delete(Files.createTempFile(folder, ".probe", null));
    }

    private boolean restrict(Path folder) throws IOException {
        if (!folder.getFileSystem().supportedFileAttributeViews().contains("posix")
                || isRestricted(folder)) {
            return true;
        }
        try {
            modes.set(folder, OWNER_ONLY);
        } catch (IOException _) {
            // the folder belongs to another user, or its file system has no modes
            return false;
        }
        return isRestricted(folder);
    }

    private static boolean isRestricted(Path folder) throws IOException {
        return OWNER_ONLY.containsAll(Files.getPosixFilePermissions(folder));
    }
}
