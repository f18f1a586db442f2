package org.dllm.experiments.model.io;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.dllm.experiments.model.LlamaConfig;
import tools.jackson.databind.JsonNode;

/**
 * Reads a model in Hugging Face's layout: one safetensors file or shards, and {@code config.json}.
 */
final class SafetensorsReader {

    private static final Pattern SHARD = Pattern.compile(".*-\\d{5}-of-(\\d{5})\\.safetensors");
    private static final Pattern COMPUTED =
            Pattern.compile("model\\.(layers\\.\\d+\\.self_attn\\.)?rotary_emb\\.inv_freq");

    private SafetensorsReader() {}

    /**
     * @param path the weights or the index of the shards
     */
    static ModelFile model(Path path, Arena arena) {
        LlamaConfig config = HuggingFaceConfig.read(path.resolveSibling("config.json"));
        boolean index = String.valueOf(path.getFileName()).endsWith(".index.json");
        var metadata = new LinkedHashMap<String, String>();
        SequencedMap<String, MappedTensor> tensors =
                index ? shards(path, arena, metadata) : single(path, arena, metadata);
        if (config.tied()) {
            dropTiedHead(path, tensors);
        }
        LlamaTensors.check(path, config, tensors);
        return new MappedModel(
                arena,
                "safetensors",
                config,
                tensors,
                metadata,
                () -> TokenizerDiscovery.tokenizer(path, config.vocabulary()));
    }

    private static SequencedMap<String, MappedTensor> single(
            Path path, Arena arena, Map<String, String> metadata) {
        var shard = SHARD.matcher(String.valueOf(path.getFileName()));
        if (shard.matches() && Integer.parseInt(shard.group(1)) > 1) {
            throw new ModelFileException(
                    path,
                    "the file is one of %d shards; expected their index (model.safetensors.index.json) or their folder"
                            .formatted(Integer.parseInt(shard.group(1))));
        }
        Safetensors.Mapped file = Safetensors.read(MappedFile.open(path, arena), arena);
        metadata.putAll(file.metadata());
        file.mapped().keySet().removeIf(SafetensorsReader::isComputed);
        return file.mapped();
    }

    /** Rotary frequencies that old exports store; they follow from the configuration. */
    private static boolean isComputed(String name) {
        return COMPUTED.matcher(name).matches();
    }

    /** Some exports of a tied model store the head too; it must be the embedding, bit for bit. */
    private static void dropTiedHead(Path path, SequencedMap<String, MappedTensor> tensors) {
        MappedTensor head = tensors.remove(LlamaTensors.HEAD);
        MappedTensor embedding = tensors.get(LlamaTensors.EMBEDDING);
        if (head == null || embedding == null) {
            return;
        }
        if (head.info().type() != embedding.info().type()
                || !head.info().shape().equals(embedding.info().shape())
                || head.data().mismatch(embedding.data()) != -1) {
            throw new ModelFileException(
                    path,
                    "config.json sets tie_word_embeddings, but the stored %s differs from %s; set tie_word_embeddings to false to use it, or remove the tensor"
                            .formatted(LlamaTensors.HEAD, LlamaTensors.EMBEDDING));
        }
    }

    private static SequencedMap<String, MappedTensor> shards(
            Path index, Arena arena, Map<String, String> metadata) {
        JsonDocument weights = JsonDocument.read(index).object("weight_map");
        if (weights == null) {
            throw new ModelFileException(index, "the index has no weight_map");
        }
        var fileOf = new LinkedHashMap<String, String>();
        for (var entry : weights.node().properties()) {
            fileOf.put(entry.getKey(), shardName(index, entry.getKey(), entry.getValue()));
        }
        var shards = new HashMap<String, Safetensors.Mapped>();
        for (String name : new TreeSet<>(fileOf.values())) {
            var shard = Safetensors.read(MappedFile.open(index.resolveSibling(name), arena), arena);
            shards.put(name, shard);
            metadata.putAll(shard.metadata());
        }
        var tensors = new LinkedHashMap<String, MappedTensor>();
        fileOf.forEach((name, shard) -> {
            Safetensors.Mapped file = shards.get(shard);
            MappedTensor tensor = file == null ? null : file.mapped().get(name);
            if (tensor == null) {
                throw new ModelFileException(
                        index, "tensor %s must be in %s, but is not there".formatted(name, shard));
            }
            if (!isComputed(name)) {
                tensors.put(name, tensor);
            }
        });
        shards.forEach((shard, file) -> refuseUnlisted(index, shard, file, fileOf));
        return tensors;
    }

    private static void refuseUnlisted(
            Path index, String shard, Safetensors.Mapped file, Map<String, String> fileOf) {
        for (String name : file.mapped().keySet()) {
            if (!shard.equals(fileOf.get(name)) && !isComputed(name)) {
                throw new ModelFileException(
                        index,
                        "%s holds the tensor %s, which the index does not list for it"
                                .formatted(shard, name));
            }
        }
    }

    private static String shardName(Path index, String tensor, JsonNode node) {
        String name = node.isString() ? node.stringValue() : node.toString();
        // must be a plain file name, so that an index cannot refer to files in other folders
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*\\.safetensors")) {
            throw new ModelFileException(
                    index,
                    "tensor %s must be in a .safetensors file next to the index, but the index names %s"
                            .formatted(tensor, name));
        }
        return name;
    }
}
