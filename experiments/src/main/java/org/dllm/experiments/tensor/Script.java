package org.dllm.experiments.tensor;

import static java.util.stream.Collectors.joining;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A TorchScript function that can be called with or without gradients.
 *
 * <p>The text is a method {@code forward(self, ...)}. It is wrapped in a module without attributes
 * and loaded from memory, so that one JNI call runs many ATen operators. Scripts are resources
 * {@code name.py} in the package of the class that uses them; comments give the shapes.
 */
public final class Script {

    private static final Map<String, Script> LOADED = new ConcurrentHashMap<>();

    // Never closed: a collected module fails with "PyTorch model handle has been released".
    private final Model model;
    private final Block block;
    private final ParameterStore noParameters = new ParameterStore();

    private Script(String name, String text) {
        model = Model.newInstance(name, "PyTorch");
        try (var archive = new ByteArrayInputStream(archive(text))) {
            model.load(archive);
            // DJL creates a folder for parameter files; a script has none
            Files.deleteIfExists(model.getModelPath());
        } catch (IOException | MalformedModelException e) {
            throw new IllegalArgumentException(
                    "script " + name + " does not compile: " + e.getMessage(), e);
        }
        block = model.getBlock();
    }

    /**
     * TorchScript methods, compiled together with the methods that call them.
     *
     * @param name unique in the process
     */
    public record Text(String name, String body) {}

    /**
     * Reads resources {@code names.py} in the package of {@code owner}: methods that scripts share.
     */
    public static Text text(Class<?> owner, String... names) {
        String body =
                Arrays.stream(names).map(name -> read(owner, name + ".py")).collect(joining("\n"));
        return new Text(owner.getName() + "/" + String.join("+", names), body);
    }

    /**
     * The script in resources {@code names.py} in the package of {@code owner}, compiled once per
     * process.
     *
     * @param names resources that are concatenated: shared methods, then the script
     */
    public static Script of(Class<?> owner, String... names) {
        return of(List.of(text(owner, names)));
    }

    /**
     * Like {@link #of(Class, String...)}, with methods from other packages that the script calls.
     */
    public static Script of(List<Text> called, Class<?> owner, String... names) {
        var texts = new ArrayList<>(called);
        texts.add(text(owner, names));
        return of(texts);
    }

    private static Script of(List<Text> texts) {
        String name = texts.stream().map(Text::name).collect(joining(" "));
        return LOADED.computeIfAbsent(
                name, _ -> new Script(name, texts.stream().map(Text::body).collect(joining("\n"))));
    }

    /** Runs without gradients; results belong to the manager of the first input. */
    public NDList infer(NDList inputs) {
        return block.forward(noParameters, inputs, false);
    }

    /** Runs under the open gradient collector; results belong to the manager of the first input. */
    public NDList train(NDList inputs) {
        return block.forward(noParameters, inputs, true);
    }

    /** {@link #train} for a script with one result. */
    public NDArray train(NDArray... inputs) {
        return train(new NDList(inputs)).singletonOrThrow();
    }

    /** {@link #infer} for a script with one result. */
    public NDArray infer(NDArray... inputs) {
        return infer(new NDList(inputs)).singletonOrThrow();
    }

    private static String read(Class<?> owner, String file) {
        try (InputStream in = owner.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalArgumentException(
                        "the script " + file + " is missing next to " + owner.getName());
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The smallest archive that {@code torch::jit::load} accepts: an attribute-free module. */
    private static byte[] archive(String text) {
        String code =
                "class Op(Module):\n  __parameters__ = []\n  __buffers__ = []\n" + text.indent(2);
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            store(zip, "op/version", ascii("3\n"));
            // pickle: protocol 2, the class, an empty tuple, NEWOBJ, an empty state, BUILD
            store(zip, "op/data.pkl", ascii("\u0080\u0002c__torch__\nOp\n)\u0081}b."));
            store(zip, "op/constants.pkl", ascii("\u0080\u0002)."));
            store(zip, "op/code/__torch__.py", code.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
        var crc = new CRC32();
        crc.update(content);
        var entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }
}
