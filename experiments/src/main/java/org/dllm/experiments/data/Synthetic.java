package org.dllm.experiments.data;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.dllm.experiments.spec.Default;
import org.dllm.experiments.spec.Range;
import org.dllm.experiments.spec.UniqueKinds;

/**
 * Generated chain-of-thought tasks. A question's hash decides its split: one in five is held out, a
 * quarter of those for choosing settings (validation), the rest for reporting (test). The splits
 * are therefore always disjoint.
 *
 * <p>Families and difficulties alternate, so that every prefix of the set is balanced. A held-out
 * split has no duplicates: a difficulty with too few distinct questions drops out, and the set is
 * shorter (addition of two single digits has 100 questions in total; recall with one label has 10,
 * none held out). The train split may repeat questions.
 *
 * @param families each kind at most once, because two entries of one kind would repeat held-out
 *     questions; empty means {@link Family#moderate}
 * @param examples number of examples per split
 * @param seed seed of the generators; the run's seed only orders the examples
 */
public record Synthetic(
        @Default("[]") @UniqueKinds List<Family> families,
        @Default("20000") @Range(min = 1, max = 1e6) int examples,
        @Default("0") @Range(min = -Range.EXACT, max = Range.EXACT) long seed)
        implements DatasetSpec {

    private static final int HELD_OUT_ONE_IN = 5;
    private static final int VALIDATION_ONE_IN = 4;

    public Synthetic {
        families = families.isEmpty() ? Family.moderate() : List.copyOf(families);
        List<String> labels = families.stream().map(Family::label).toList();
        if (Set.copyOf(labels).size() < labels.size()) {
            throw new IllegalArgumentException(
                    "families to name each kind once, but they are " + String.join(", ", labels));
        }
    }

    @Override
    public About about() {
        return new About("generated questions with chains", "none", "drawn from a seed");
    }

    /** None: the examples are generated. */
    @Override
    public List<Path> reads(Path dataDir, String split) {
        return List.of();
    }

    /** The characters of its questions include no line break to separate examples in a prompt. */
    @Override
    public Optional<ShotSource> shots() {
        return Optional.empty();
    }

    @Override
    public DefaultTask defaultTask() {
        return new DefaultTask(label(), DefaultTask.Kind.GENERATE, "test");
    }

    @Override
    public List<String> splits() {
        return List.of("train", "validation", "test");
    }

    @Override
    public OptionalInt maxExamples(String split) {
        return OptionalInt.of(examples);
    }

    @Override
    public ChainFormat format() {
        return new ChainFormat(" ", "#");
    }

    @Override
    public int openings(String family) {
        return families.stream()
                .filter(f -> f.label().equals(family))
                .mapToInt(Family::openings)
                .findFirst()
                .orElse(0);
    }

    @Override
    public Stream<Example> read(Path dataDir, String split, Template template) {
        requireSplit(split);
        List<Questions> sources =
                families.stream()
                        .map(family -> new Questions(family, split, seed))
                        .collect(Collectors.toCollection(ArrayList::new));
        return StreamSupport.stream(new Turns(sources), false).limit(examples);
    }

    /** Takes one example of each source in turn; an exhausted source drops out. */
    private static final class Turns extends Spliterators.AbstractSpliterator<Example> {
        private final List<Questions> sources;
        private int turn;

        private Turns(List<Questions> sources) {
            super(Long.MAX_VALUE, ORDERED | NONNULL);
            this.sources = sources;
        }

        @Override
        public boolean tryAdvance(Consumer<? super Example> action) {
            while (!sources.isEmpty()) {
                turn %= sources.size();
                Example example = sources.get(turn).next();
                if (example != null) {
                    turn++;
                    action.accept(example);
                    return true;
                }
                sources.remove(turn);
            }
            return false;
        }
    }

    /** Everything after the first mark, so that an answer that does not end is wrong. */
    @Override
    public List<Filter> filters() {
        return List.of(Filter.unnamed(text -> text.substring(text.indexOf('#') + 1)));
    }

    @Override
    public boolean accepts(String extracted, String gold) {
        return extracted.equals(gold);
    }

    @Override
    public TokenClass tokenClass(String token) {
        // a token of a word-level tokenizer may include a space or several characters
        String text = token.strip();
        if (text.isEmpty()) {
            return TokenClass.STRUCTURE;
        }
        if (text.chars().allMatch(Character::isDigit)) {
            return TokenClass.DIGIT;
        }
        if (text.chars().allMatch(Character::isLetter)) {
            return TokenClass.LETTER;
        }
        return text.chars().allMatch(c -> "+-*=".indexOf(c) >= 0)
                ? TokenClass.OPERATOR
                : TokenClass.STRUCTURE;
    }

    /** The split of a question, which depends only on the question. */
    static String splitOf(String question) {
        long hash = hash(question);
        if (Math.floorMod(hash, HELD_OUT_ONE_IN) != 0) {
            return "train";
        }
        boolean validates = Math.floorMod(hash / HELD_OUT_ONE_IN, VALIDATION_ONE_IN) == 0;
        return validates ? "validation" : "test";
    }

    /** FNV-1a with a final mix, which is the same on every machine and must not change. */
    static long hash(String text) {
        long hash = 0xcbf29ce484222325L;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ b) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        return hash ^ (hash >>> 33);
    }
}
