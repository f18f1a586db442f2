package org.dllm.experiments.model.io;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Supplier;
import org.dllm.experiments.model.LlamaConfig;
import org.dllm.experiments.model.tokenizer.TokenizerSource;

/**
 * The model file that every reader returns.
 *
 * @param source reads the tokenizer on demand, because a vocabulary takes far more memory than the
 *     rest of a header
 */
record MappedModel(
        Arena arena,
        String format,
        LlamaConfig config,
        SequencedMap<String, MappedTensor> mapped,
        Map<String, String> metadata,
        Supplier<Optional<TokenizerSource>> source)
        implements ModelFile {

    @Override
    public SequencedMap<String, TensorInfo> tensors() {
        return infos(mapped);
    }

    @Override
    public TensorInfo info(String name) {
        return tensor(mapped, name).info();
    }

    @Override
    public void read(String name, ByteBuffer target) {
        read(tensor(mapped, name), target);
    }

    @Override
    public Optional<TokenizerSource> tokenizer() {
        return source.get();
    }

    @Override
    public void close() {
        arena.close();
    }

    static SequencedMap<String, TensorInfo> infos(SequencedMap<String, MappedTensor> mapped) {
        var infos = new LinkedHashMap<String, TensorInfo>();
        mapped.forEach((name, tensor) -> infos.put(name, tensor.info()));
        return Collections.unmodifiableSequencedMap(infos);
    }

    static MappedTensor tensor(Map<String, MappedTensor> mapped, String name) {
        MappedTensor tensor = mapped.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("there is no tensor " + name);
        }
        return tensor;
    }

    static void read(MappedTensor tensor, ByteBuffer target) {
        if (target.order() != ByteOrder.nativeOrder()) {
            throw new IllegalArgumentException(
                    "the buffer must be in native order, but is " + target.order());
        }
        tensor.decode(MemorySegment.ofBuffer(target));
    }
}
