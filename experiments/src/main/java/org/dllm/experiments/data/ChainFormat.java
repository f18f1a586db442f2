package org.dllm.experiments.data;

/**
 * The layout of a completion.
 *
 * @param stepMark separates the parts of the chain: its steps and its opening parts
 * @param answerMark precedes the answer
 */
public record ChainFormat(String stepMark, String answerMark) {

    /** The bucket of the answer. */
    public static final int ANSWER = -1;

    /**
     * The part of the chain, from 0, that the last character of {@code begun} belongs to, or {@link
     * #ANSWER}. A mark belongs to the part that it opens.
     *
     * @param begun a completion from its start
     * @param rest the text that follows; it shows whether a step's mark or a part of the answer's
     *     mark opens the answer
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
        // A completion may begin with a mark, which then ends no part.
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
