package org.dllm.experiments.eval;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/**
 * The answers of one task, {@code answers/<task>.jsonl}: a header line, then one line per example
 * in the order in which they were answered. An interrupted evaluation continues after its last
 * complete batch.
 */
final class AnswersFile {

    private static final JsonMapper JSON = new JsonMapper();

    private final TaskSpec task;
    private final Path file;
    private final Path times;

    /**
     * Identifies what the answers depend on; answers with another header are discarded.
     *
     * @param identity hash of the manifest, for model and data
     * @param step number of trained steps
     */
    private record Header(TaskSpec task, String identity, long step) {}

    AnswersFile(Path folder, TaskSpec task) {
        this.task = task;
        file = folder.resolve("answers").resolve(task.fileName() + ".jsonl");
        times = file.resolveSibling(task.fileName() + ".times");
    }

    /**
     * Opens the file for more answers.
     *
     * @return number of existing answers; 0 if there is no file or it has another header
     */
    int open(String identity, long step) {
        String expected = JSON.writeValueAsString(new Header(task, identity, step)) + "\n";
        try {
            Files.createDirectories(file.getParent());
            if (Files.exists(file) && beginsWith(expected.getBytes(StandardCharsets.UTF_8))) {
                return completeLines() - 1;
            }
            Files.deleteIfExists(file);
            append(expected);
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Keeps the first answers and removes the rest, including an incomplete last line. */
    void keep(int answers) {
        try (var channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            channel.truncate(end(channel, answers + 1));
            channel.force(true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds the answers of one batch; they survive a crash of the machine. */
    void append(List<Answer> answers) {
        append(
                answers.stream()
                        .map(answer -> JSON.writeValueAsString(answer) + "\n")
                        .collect(Collectors.joining()));
    }

    /** The answers in file order. The caller closes the stream. */
    Stream<Answer> read() {
        return lines().skip(1).map(line -> JSON.readValue(line, task.answerType()));
    }

    /** Times are stored in a separate file, so that two equal runs have equal answers files. */
    void saveTimes(PhaseTimes spent) {
        try {
            Files.writeString(times, spent.text());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The saved times; empty if their file is missing or incomplete. */
    PhaseTimes times() {
        try {
            return PhaseTimes.parse(Files.readString(times));
        } catch (IOException | RuntimeException e) {
            return new PhaseTimes();
        }
    }

    private void append(String text) {
        try (var channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Stream<String> lines() {
        try {
            BufferedReader reader = Files.newBufferedReader(file);
            return reader.lines().onClose(() -> close(reader));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void close(BufferedReader reader) {
        try {
            reader.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Compares bytes: a kill may have cut the last line within a character. */
    private boolean beginsWith(byte[] expected) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(expected.length), expected);
        }
    }

    /** The number of lines that end in a line feed. */
    private int completeLines() throws IOException {
        try (var channel = FileChannel.open(file)) {
            int lines = 0;
            var buffer = ByteBuffer.allocate(1 << 16);
            while (channel.read(buffer.clear()) > 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    lines += buffer.get() == '\n' ? 1 : 0;
                }
            }
            return lines;
        }
    }

    /** The offset after the first {@code lines} lines. */
    private static long end(FileChannel channel, int lines) throws IOException {
        var buffer = ByteBuffer.allocate(1 << 16);
        long offset = 0;
        int seen = 0;
        while (seen < lines && channel.read(buffer.clear()) > 0) {
            buffer.flip();
            while (buffer.hasRemaining() && seen < lines) {
                seen += buffer.get() == '\n' ? 1 : 0;
                offset++;
            }
        }
        return offset;
    }
}
