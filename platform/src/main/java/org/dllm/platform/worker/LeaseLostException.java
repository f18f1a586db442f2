package org.dllm.platform.worker;

/** Another worker holds the item; this worker must not write for it any more. */
final class LeaseLostException extends RuntimeException {
    LeaseLostException(WorkItem item) {
        super(
                "Worker %s no longer holds run %s with version %d"
                        .formatted(item.worker(), item.run(), item.version()));
    }
}
