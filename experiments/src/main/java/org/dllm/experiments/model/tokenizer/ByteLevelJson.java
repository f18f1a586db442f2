package org.dllm.experiments.model.tokenizer;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Writes a byte-level BPE vocabulary (GPT-2's kind) as a {@code tokenizer.json}. */
final class ByteLevelJson {

    private static final int CONTROL = 3;
    private static final int USER_DEFINED = 4;

    private ByteLevelJson() {}

    /**
     * @param tokens in the byte alphabet, by id
     * @param special ids of control tokens, which have no text
     * @param added ids of tokens that are matched before BPE and have text
     */
    record Vocabulary(
            List<String> tokens,
            List<Map.Entry<String, String>> merges,
            Set<Integer> special,
            Set<Integer> added,
            PreTokenizer pre) {}

    static String of(Vocabulary vocabulary, OptionalInt beginsWith) {
        var json = new TokenizerJson();
        ObjectNode model = json.model("BPE");
        model.put("ignore_merges", vocabulary.pre().takesWholeWords());
        ObjectNode ids = model.putObject("vocab");
        List<String> tokens = vocabulary.tokens();
        for (int id = 0; id < tokens.size(); id++) {
            String token = tokens.get(id);
            if (vocabulary.special().contains(id)) {
                json.addToken(id, token, true);
            } else if (vocabulary.added().contains(id)) {
                json.addToken(id, token, false);
            }
            if (ids.has(token)) {
                throw new TokenizerException(
                        "the vocabulary has the token %s twice, the second time with the id %d"
                                .formatted(token, id));
            }
            ids.put(token, id);
        }
        TokenizerJson.merges(model, vocabulary.merges());
        vocabulary.pre().write(json.sequence("pre_tokenizer", "pretokenizers"));
        json.part("decoder", "ByteLevel")
                .put("add_prefix_space", true)
                .put("trim_offsets", true)
                .put("use_regex", true);
        if (beginsWith.isPresent()) {
            json.prependToken(beginsWith.getAsInt(), tokens.get(beginsWith.getAsInt()));
        }
        return json.text();
    }

    static String of(TokenizerSource.GgufVocabulary source) {
        var special = new HashSet<Integer>();
        var added = new HashSet<Integer>();
        for (int id = 0; id < source.types().size(); id++) {
            switch (source.types().get(id)) {
                case CONTROL -> special.add(id);
                case USER_DEFINED -> added.add(id);
                default -> {}
            }
        }
        var merges = new ArrayList<Map.Entry<String, String>>();
        for (String merge : source.merges()) {
            int space = merge.indexOf(' ', 1);
            if (space < 1 || space == merge.length() - 1) {
                throw new TokenizerException(
                        "a merge must be two pieces with a space between, but is \"%s\""
                                .formatted(merge));
            }
            merges.add(Map.entry(merge.substring(0, space), merge.substring(space + 1)));
        }
        PreTokenizer pre = PreTokenizer.of(source);
        var vocabulary = new Vocabulary(source.tokens(), merges, special, added, pre);
        boolean begins = source.addsBos().orElse(pre.beginsTexts());
        return of(vocabulary, begins ? checked(source) : OptionalInt.empty());
    }

    private static OptionalInt checked(TokenizerSource.GgufVocabulary source) {
        OptionalInt bos = source.bos();
        if (bos.isPresent() && (bos.getAsInt() < 0 || bos.getAsInt() >= source.tokens().size())) {
            throw new TokenizerException(
                    "the first token has the id %d, but the vocabulary has %d tokens"
                            .formatted(bos.getAsInt(), source.tokens().size()));
        }
        return bos;
    }
}
