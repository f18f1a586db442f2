package org.dllm.platform.run;

/** What comparing a rerun with its original gave. */
public enum Verdict {
    /** All that was compared is equal bit for bit. */
    EXACT,
    /** Equal conditions, different numbers. */
    DIVERGED,
    /** The conditions differ, so the numbers prove nothing. */
    NOT_COMPARABLE
}
