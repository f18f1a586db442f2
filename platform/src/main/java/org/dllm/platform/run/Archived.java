package org.dllm.platform.run;

/** What a list does with archived runs. */
public enum Archived {
    EXCLUDE,
    ONLY,
    INCLUDE;

    /** A condition on the run {@code r}; always true for {@link #INCLUDE}. */
    public String condition() {
        return switch (this) {
            case EXCLUDE -> "r.archived_at IS NULL";
            case ONLY -> "r.archived_at IS NOT NULL";
            case INCLUDE -> "1 = 1";
        };
    }
}
