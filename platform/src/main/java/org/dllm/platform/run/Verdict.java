package org.dllm.platform.run;

/** Result of comparing a rerun with its original. */
public enum Verdict {
    /** All compared values are equal bit for bit. */
    EXACT,
    /** The conditions are equal, but some values differ. */
    DIVERGED,
    /** The conditions differ, so the values cannot be compared. */
    NOT_COMPARABLE
}
