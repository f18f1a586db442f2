package org.dllm.platform.bulk;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** Deletes the folder of a run and counts the bytes; links are deleted, not followed. */
final class RunFolder extends SimpleFileVisitor<Path> {

    private long bytes;

    private RunFolder() {}

    /**
     * @return bytes of the deleted files; 0 if the folder does not exist
     */
    static long delete(Path folder) throws IOException {
        var visitor = new RunFolder();
        if (Files.exists(folder)) {
            Files.walkFileTree(folder, visitor);
        }
        return visitor.bytes;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
        Files.delete(file);
        bytes += attributes.size();
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
            throws IOException {
        if (failure != null) {
            throw failure;
        }
        Files.delete(folder);
        return FileVisitResult.CONTINUE;
    }
}
