package org.dllm.experiments.data;

/**
 * How a completion is laid out.
 *
 * @param stepMark stands between the parts of the chain: its steps, and what it opens with
 * @param answerMark stands before the answer
 */
public record ChainFormat(String stepMark, String answerMark) {

    /** Bucket of what belongs to the answer. */
    public static final int ANSWER = -1;

    /**
     * The part of the chain, from 0, that the last character of {@code begun} belongs to, or {@link
     * #ANSWER}; a mark belongs to what it opens.
     *
     * @param begun a completion from its start
     * @param rest what follows: a step's mark right before the answer's opens the answer, and so
     *     does a piece of the answer's own
     */
    public int part(String begun, String rest) {
        String whole = begun + rest;
        int mark = whole.indexOf(answerMark);
        if (mark >= 0) {
            boolean parted = whole.startsWith(stepMark, mark - stepMark.length());
            if (begun.length() > (parted ? mark - stepMark.length() : mark)) {
                return ANSWER;
            }
        }
        // A completion may open with a mark: nothing is before it to end.
        int parts = 0;
        int from = begun.startsWith(stepMark) ? stepMark.length() : 0;
        for (int at = begun.indexOf(stepMark, from);
                at >= 0;
                at = begun.indexOf(stepMark, at + stepMark.length())) {
            parts++;
        }
        return parts;
    }
}
