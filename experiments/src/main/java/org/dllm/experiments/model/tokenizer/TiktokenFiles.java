package org.dllm.experiments.model.tokenizer;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Reads Llama 3's ranks in tiktoken's format: a token in Base64 and its rank on each line. */
final class TiktokenFiles {

    private static final String BEGIN = "<|begin_of_text|>";

    private TiktokenFiles() {}

    static String json(Path file) {
        List<String> tokens = read(file);
        int plain = tokens.indexOf(ByteAlphabet.text(BEGIN.getBytes(StandardCharsets.UTF_8)));
        if (plain < 0) {
            plain = tokens.size();
            tokens.addAll(llama3Specials());
        }
        var ranks = new HashMap<String, Integer>();
        for (int rank = 0; rank < plain; rank++) {
            ranks.put(tokens.get(rank), rank);
        }
        Set<Integer> special =
                new HashSet<>(IntStream.range(plain, tokens.size()).boxed().toList());
        var vocabulary =
                new ByteLevelJson.Vocabulary(
                        tokens,
                        merges(tokens.subList(0, plain), ranks),
                        special,
                        Set.of(),
                        PreTokenizer.LLAMA_3);
        return ByteLevelJson.of(vocabulary, OptionalInt.of(plain));
    }

    private static List<String> read(Path file) {
        List<String> lines =
                new String(TokenizerBytes.of(file), StandardCharsets.ISO_8859_1).lines().toList();
        var tokens = new ArrayList<String>();
        for (String line : lines) {
            if (!line.isBlank()) {
                tokens.add(token(file, line.strip(), tokens.size()));
            }
        }
        if (tokens.size() < 256) {
            throw new TokenizerException(
                    "%s: at least the 256 bytes must have a rank, but %d lines do"
                            .formatted(file, tokens.size()));
        }
        return tokens;
    }

    private static String token(Path file, String line, int rank) {
        int space = line.indexOf(' ');
        if (space < 1 || !line.substring(space + 1).equals(String.valueOf(rank))) {
            throw new TokenizerException(
                    "%s: line %d must be a token in Base64, a space and the rank %d"
                            .formatted(file, rank + 1, rank));
        }
        return ByteAlphabet.text(decode(file, line.substring(0, space), rank));
    }

    private static byte[] decode(Path file, String base64, int rank) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new TokenizerException(
                    "%s: the token of rank %d is not Base64".formatted(file, rank), e);
        }
    }

    /**
     * All splits of tokens into two tokens, ordered by the rank of the whole, then of the parts.
     */
    private static List<Map.Entry<String, String>> merges(
            List<String> tokens, Map<String, Integer> ranks) {
        var merges = new ArrayList<Map.Entry<String, String>>();
        for (String token : tokens) {
            var ways = new ArrayList<Map.Entry<String, String>>();
            for (int cut = 1; cut < token.length(); cut++) {
                String left = token.substring(0, cut);
                String right = token.substring(cut);
                if (ranks.containsKey(left) && ranks.containsKey(right)) {
                    ways.add(Map.entry(left, right));
                }
            }
            ways.sort(
                    Comparator.<Map.Entry<String, String>>comparingInt(
                                    way -> ranks.getOrDefault(way.getKey(), 0))
                            .thenComparingInt(way -> ranks.getOrDefault(way.getValue(), 0)));
            merges.addAll(ways);
        }
        return merges;
    }

    /** Tokens at which Meta's reference program stops: end of text and end of turn. */
    static Set<Integer> ends(Map<String, Integer> declared) {
        return Stream.of("<|end_of_text|>", "<|eot_id|>")
                .filter(declared::containsKey)
                .map(declared::get)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The 256 special tokens whose ids follow Llama 3's ranks. */
    private static List<String> llama3Specials() {
        var specials = new ArrayList<>(List.of(BEGIN, "<|end_of_text|>"));
        for (int i = 0; i < 4; i++) {
            specials.add(reserved(i));
        }
        specials.addAll(
                List.of("<|start_header_id|>", "<|end_header_id|>", reserved(4), "<|eot_id|>"));
        for (int i = 5; i < 251; i++) {
            specials.add(reserved(i));
        }
        return specials;
    }

    private static String reserved(int number) {
        return "<|reserved_special_token_" + number + "|>";
    }
}
