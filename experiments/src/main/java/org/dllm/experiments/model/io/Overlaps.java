package org.dllm.experiments.model.io;

import java.util.Collection;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** Detects tensors of one file that overlap. */
final class Overlaps {

    private Overlaps() {}

    static void refuse(Collection<MappedTensor> tensors) {
        var inOrder =
                tensors.stream()
                        .map(MappedTensor::info)
                        .filter(info -> info.bytes() > 0)
                        .sorted(Comparator.comparingLong(TensorInfo::offset))
                        .toList();
        // an empty tensor cannot overlap
        @Nullable TensorInfo before = null;
        for (TensorInfo info : inOrder) {
            if (before != null && info.offset() < before.offset() + before.bytes()) {
                throw new ModelFileException(
                        info.file(),
                        "tensor %s at offset %d overlaps tensor %s, which ends at %d"
                                .formatted(
                                        info.name(),
                                        info.offset(),
                                        before.name(),
                                        before.offset() + before.bytes()));
            }
            before = info;
        }
    }
}
