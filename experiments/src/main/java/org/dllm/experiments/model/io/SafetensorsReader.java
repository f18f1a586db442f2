package org.dllm.experiments.model.io;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeSet;
import org.dllm.experiments.model.LlamaConfig;
import tools.jackson.databind.JsonNode;

/**
 * A model as Hugging Face lays it out: safetensors, single or in shards, and {@code config.json}.
 */
final class SafetensorsReader {

    private SafetensorsReader() {}

    /**
     * @param path of the weights or of the index of the shards
     */
    static ModelFile model(Path path, Arena arena) {
        LlamaConfig config = HuggingFaceConfig.read(path.resolveSibling("config.json"));
        boolean index = String.valueOf(path.getFileName()).endsWith(".index.json");
        var metadata = new LinkedHashMap<String, String>();
        SequencedMap<String, MappedTensor> tensors =
                index ? shards(path, arena, metadata) : single(path, arena, metadata);
        tensors.keySet().removeIf(name -> name.endsWith("rotary_emb.inv_freq"));
        if (config.tied()) {
            // some exports write the head a second time
            tensors.remove(LlamaTensors.HEAD);
        }
        LlamaTensors.check(path, config, tensors);
        return new MappedModel(
                arena,
                "safetensors",
                config,
                tensors,
                metadata,
                Neighbours.tokenizer(path, config.vocabulary()));
    }

    private static SequencedMap<String, MappedTensor> single(
            Path path, Arena arena, Map<String, String> metadata) {
        Safetensors.Mapped file = Safetensors.read(MappedFile.open(path, arena), arena);
        metadata.putAll(file.metadata());
        return file.mapped();
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
                        index,
                        "tensor %s should lie in %s, but is not there".formatted(name, shard));
            }
            tensors.put(name, tensor);
        });
        return tensors;
    }

    private static String shardName(Path index, String tensor, JsonNode node) {
        String name = node.isString() ? node.stringValue() : node.toString();
        // a name, and never a path to somewhere else
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*\\.safetensors")) {
            throw new ModelFileException(
                    index,
                    "tensor %s must lie in a .safetensors file beside the index, but is said to be in %s"
                            .formatted(tensor, name));
        }
        return name;
    }
}
