package org.dllm.platform.worker;

/** Somebody else has the item now; nothing may be written for it any more. */
final class LeaseLostException extends RuntimeException {
    LeaseLostException(WorkItem item) {
        super(
                "Worker %s no longer holds run %s with version %d"
                        .formatted(item.worker(), item.run(), item.version()));
    }
}
