package org.dllm.experiments.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.dllm.experiments.spec.Default;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * GSM8K (Cobbe et al. 2021): school arithmetic in words, with chains.
 *
 * <p>The prompt is {@code Question: …\nAnswer:}; the completion is a space, the chain with a step
 * on each line, and {@code #### N} on a line of its own. N is compared as a number.
 *
 * @param marks keeps the calculator's marks, {@code <<48/2=24>>}, in the chain
 */
public record Gsm8k(@Default("true") boolean marks) implements DatasetSpec {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern MARK = Pattern.compile("<<[^<>]*>>");
    private static final String ANSWER = "####";

    @Override
    public String label() {
        return "gsm8k";
    }

    @Override
    public List<String> splits() {
        return List.of("train", "test");
    }

    @Override
    public OptionalInt most(String split) {
        return switch (split) {
            case "train" -> OptionalInt.of(7473);
            case "test" -> OptionalInt.of(1319);
            default -> OptionalInt.empty();
        };
    }

    @Override
    public ChainFormat format() {
        return new ChainFormat("\n", ANSWER);
    }

    @Override
    public List<Example> load(Path dataDir, String split) {
        requireSplit(split);
        Path file = dataDir.resolve("data").resolve("gsm8k").resolve(split + ".jsonl");
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException("gsm8k wants " + file + ", which is not there");
        }
        try {
            List<String> lines = Files.readAllLines(file);
            var examples = new ArrayList<Example>(lines.size());
            for (int i = 0; i < lines.size(); i++) {
                if (!lines.get(i).isBlank()) {
                    examples.add(example(lines.get(i), split, i, file));
                }
            }
            return List.copyOf(examples);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(
                    "gsm8k wants text in UTF-8, but %s is not".formatted(file), e);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
    }

    @Override
    public String answerIn(String completion) {
        return Numbers.answer(completion, ANSWER);
    }

    @Override
    public boolean accepts(String answer, String gold) {
        return Numbers.equal(answer, gold);
    }

    @Override
    public TokenClass tokenClass(String token) {
        String text = token.strip();
        if (text.isEmpty()) {
            return token.isEmpty() ? TokenClass.SPECIAL : TokenClass.STRUCTURE;
        }
        if (text.equals(ANSWER) || text.chars().allMatch(c -> c == '#')) {
            return TokenClass.STRUCTURE;
        }
        if (text.chars().anyMatch(Character::isDigit)) {
            return TokenClass.NUMBER;
        }
        if (text.chars().anyMatch(Character::isLetter)) {
            return TokenClass.WORD;
        }
        return text.chars().allMatch(c -> "+-*/=×÷<>".indexOf(c) >= 0)
                ? TokenClass.OPERATOR
                : TokenClass.PUNCTUATION;
    }

    private Example example(String line, String split, int index, Path file) {
        try {
            JsonNode record = JSON.readTree(line);
            String question = text(record, "question");
            String[] parts = text(record, "answer").split(ANSWER, 2);
            if (parts.length < 2) {
                throw new IllegalArgumentException("an answer after ####, but got none");
            }
            String chain = marks ? parts[0].strip() : MARK.matcher(parts[0]).replaceAll("").strip();
            String answer = Numbers.normal(parts[1]);
            String completion = " " + chain + "\n" + ANSWER + " " + answer;
            if (!accepts(answerIn(completion), answer)) {
                // else no model could ever be right
                throw new IllegalArgumentException(
                        "a number after ####, but got \"" + parts[1].strip() + "\"");
            }
            return new Example(
                    "gsm8k-" + split + "-" + index,
                    label(),
                    (int) chain.lines().filter(step -> !step.isBlank()).count(),
                    "Question: " + question.strip() + "\nAnswer:",
                    chain,
                    answer,
                    completion);
        } catch (JacksonException e) {
            throw damaged(file, index, "a JSON object, but " + e.getOriginalMessage(), e);
        } catch (IllegalArgumentException e) {
            throw damaged(file, index, String.valueOf(e.getMessage()), e);
        }
    }

    private static IllegalArgumentException damaged(
            Path file, int index, String expected, RuntimeException cause) {
        return new IllegalArgumentException(
                "%s line %d: expected %s".formatted(file, index + 1, expected), cause);
    }

    private static String text(JsonNode record, String name) {
        JsonNode value = record.path(name);
        if (!value.isString()) {
            throw new IllegalArgumentException("a text named " + name + ", but got " + value);
        }
        return value.stringValue();
    }
}
