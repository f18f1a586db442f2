package org.dllm.experiments.model.format;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Kinds of files that are often supplied by mistake for a model or a tokenizer, detected by their
 * first bytes.
 */
public enum FileKind {
    GIT_LFS_POINTER("a Git LFS pointer, not the file itself; run 'git lfs pull' in its repository"),
    HTML("an HTML page, often left by a failed download; download the file again"),
    XML("an XML document, such as the answer to a failed download; download the file again"),
    EMPTY("empty, as a failed download leaves it; download the file again"),
    ZIP(
            "a ZIP archive, the form of PyTorch's pickled weights (pytorch_model.bin); convert it"
                    + " to safetensors"),
    PICKLE("a Python pickle, as older PyTorch wrote weights; convert it to safetensors"),
    GZIP("compressed with gzip; decompress it"),
    OLD_GGML("a GGML file from before GGUF; convert it to GGUF"),
    HDF5("an HDF5 file, as Keras writes weights; convert it to safetensors");

    /** Number of bytes at the start of a file that {@link #of} needs. */
    public static final int HEAD = 512;

    private final String description;

    FileKind(String description) {
        this.description = description;
    }

    /** Completes a sentence that begins with "the file is". */
    public String description() {
        return description;
    }

    /** The kind of a file that begins with {@code head}; empty if it is none of these. */
    public static Optional<FileKind> of(byte[] head) {
        String text =
                new String(head, 0, Math.min(head.length, HEAD), StandardCharsets.ISO_8859_1)
                        .replace("\u00EF\u00BB\u00BF", "")
                        .stripLeading()
                        .toLowerCase(Locale.ROOT);
        return Arrays.stream(values()).filter(kind -> kind.matches(head, text)).findFirst();
    }

    private boolean matches(byte[] head, String text) {
        return switch (this) {
            case GIT_LFS_POINTER -> text.startsWith("version https://git-lfs.github.com/spec/");
            case HTML -> Stream.of("<!doctype html", "<html", "<!--").anyMatch(text::startsWith);
            case XML -> text.startsWith("<?xml");
            case EMPTY -> head.length == 0;
            case ZIP -> begins(head, 'P', 'K', 3, 4) || begins(head, 'P', 'K', 5, 6);
            case PICKLE -> begins(head, 0x80) && head.length > 1 && head[1] >= 2 && head[1] <= 5;
            case GZIP -> begins(head, 0x1F, 0x8B);
            case OLD_GGML ->
                    begins(head, 'l', 'm', 'g', 'g')
                            || begins(head, 'f', 'm', 'g', 'g')
                            || begins(head, 't', 'j', 'g', 'g')
                            || begins(head, 'a', 'l', 'g', 'g');
            case HDF5 -> begins(head, 0x89, 'H', 'D', 'F');
        };
    }

    private static boolean begins(byte[] head, int... magic) {
        for (int i = 0; i < magic.length; i++) {
            if (i >= head.length || (head[i] & 0xFF) != magic[i]) {
                return false;
            }
        }
        return true;
    }
}
