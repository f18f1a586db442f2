package org.dllm.platform.bulk;

/** What is done to each of several runs. */
public enum BulkAction {
    ARCHIVE,
    UNARCHIVE,
    CANCEL,
    RESUME,
    DELETE
}
