package org.dllm.platform.run;

/** What comparing a rerun with its original gave. */
public enum Verdict {
    /** Every number equal bit for bit. */
    EXACT,
    /** Equal conditions, different numbers. */
    DIVERGED,
    /** The conditions differ, so the numbers prove nothing. */
    NOT_COMPARABLE
}
