package org.dllm.experiments.cli;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads the text file given to a command. */
final class TextFile {

    private TextFile() {}

    /**
     * Reads the text.
     *
     * @param option the option that names the file
     */
    static String read(String option, Path file) {
        try {
            if (Files.isDirectory(file)) {
                throw expected(option, file + " is a folder");
            }
            if (!Files.exists(file)) {
                throw expected(option, "there is no " + file);
            }
            return Files.readString(file);
        } catch (CharacterCodingException _) {
            throw expected(option, file + " is not");
        } catch (IOException e) {
            throw expected(option, file + " cannot be read: " + e.getMessage());
        }
    }

    private static IllegalArgumentException expected(String option, String but) {
        return new IllegalArgumentException(
                "%s: expected a file of text in UTF-8, but %s".formatted(option, but));
    }
}
