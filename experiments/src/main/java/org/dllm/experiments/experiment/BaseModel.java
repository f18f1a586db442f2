package org.dllm.experiments.experiment;

import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import org.dllm.experiments.model.LlamaConfig;
import org.dllm.experiments.model.LlamaWeights;
import org.dllm.experiments.model.ModelSpec;
import org.dllm.experiments.model.Rope;
import org.dllm.experiments.model.io.ModelFile;
import org.dllm.experiments.model.tokenizer.Tokenizer;
import org.dllm.experiments.random.RandomStreams;
import org.dllm.experiments.train.InitialWeights;
import org.jspecify.annotations.Nullable;

/**
 * The model a run starts from.
 *
 * @param hashes of its weight files and configuration, by name
 * @param file the weight file, open while the weights are needed; absent for an untrained model
 */
record BaseModel(
        LlamaConfig config,
        LlamaWeights.Source weights,
        Tokenizer tokenizer,
        SortedMap<String, String> hashes,
        @Nullable ModelFile file)
        implements AutoCloseable {

    private static final double NORM_EPS = 1e-5;

    static BaseModel open(ModelSpec spec, Path dataDir, RandomStreams streams) {
        if (spec.shape() != null) {
            return fresh(spec.shape(), dataDir, streams);
        }
        return ModelResolver.open(String.valueOf(spec.from()), dataDir);
    }

    private static BaseModel fresh(ModelSpec.ShapeSpec shape, Path dataDir, RandomStreams streams) {
        Tokenizer tokenizer = ModelResolver.tokenizer(shape.tokenizer(), dataDir);
        try {
            LlamaConfig config = config(shape, tokenizer.vocabulary());
            var weights = new InitialWeights(config, streams);
            var hashes = new TreeMap<String, String>();
            hashes.put("tokenizer_config", Hashes.sha256(ModelConfig.tokenizerJson(tokenizer)));
            return new BaseModel(config, weights, tokenizer, hashes, null);
        } catch (RuntimeException | Error e) {
            tokenizer.close();
            throw e;
        }
    }

    private static LlamaConfig config(ModelSpec.ShapeSpec shape, int vocabulary) {
        return new LlamaConfig(
                shape.layers(),
                shape.width(),
                shape.hidden(),
                shape.heads(),
                shape.keyValueHeads(),
                shape.width() / shape.heads(),
                vocabulary,
                shape.context(),
                NORM_EPS,
                new Rope(shape.ropeBase(), null),
                shape.tied());
    }

    @Override
    public void close() {
        tokenizer.close();
        if (file != null) {
            file.close();
        }
    }
}
