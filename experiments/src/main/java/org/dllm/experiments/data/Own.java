package org.dllm.experiments.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dllm.experiments.spec.AllowedValues;
import org.dllm.experiments.spec.Default;
import org.dllm.experiments.spec.Rule;
import org.dllm.experiments.spec.TextFormat;

/**
 * The user's own examples: JSON lines or a JSON list, and a mapping from the fields of a record to
 * a prompt and its answer. {@code {field}} is replaced by a field of the record, see {@link
 * Fields}. Both templates have the same prompts.
 *
 * @param name the set's name in files and metrics
 * @param files one file per split
 * @param prompt the given text; empty for texts whose likelihood is measured
 * @param answer the final answer; for a question with choices, the index (from 0), label or text of
 *     the correct choice
 * @param completion the text a model is trained to write, which must contain the answer; empty if
 *     it is the answer only
 * @param choices the texts to choose from; a single {@code {field}} may be a list of all texts
 * @param labels labels of the choices in {@code answer}, in order; empty if it is an index or a
 *     text
 * @param delimiter text between the prompt and the continuation
 * @param scoring how free-text answers are compared: {@code exact} compares the first line ignoring
 *     case, {@code number} the number after {@code ####} or else the last number
 */
public record Own(
        @TextFormat(
                        value = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}",
                        description = "1 to 64 letters, digits, dots, underscores and dashes")
                String name,
        List<OwnFile> files,
        @Default("''") String prompt,
        @Default("''") String answer,
        @Default("''") String completion,
        @Default("[]") List<String> choices,
        @Default("[]") List<String> labels,
        @Default("' '") String delimiter,
        @Default("exact") @AllowedValues({"exact", "number"}) String scoring)
        implements DatasetSpec {

    private static final String MARK = "####";

    public Own {
        files = List.copyOf(files);
        choices = List.copyOf(choices);
        labels = List.copyOf(labels);
        requireFiles(files);
        requireMapping(prompt, answer, completion, choices);
        requireLabelledChoices(choices, labels);
        requireFields(prompt, answer, completion, choices);
    }

    @Rule("files")
    static void requireFiles(List<OwnFile> files) {
        List<String> splits = files.stream().map(OwnFile::split).toList();
        if (files.isEmpty() || Set.copyOf(splits).size() < splits.size()) {
            throw new IllegalArgumentException(
                    "files to have one entry per split, but the splits are " + splits);
        }
    }

    @Rule({"prompt", "answer", "completion", "choices"})
    static void requireMapping(
            String prompt, String answer, String completion, List<String> choices) {
        if (prompt.isEmpty()
                ? completion.isEmpty() || !answer.isEmpty() || !choices.isEmpty()
                : answer.isEmpty()) {
            throw new IllegalArgumentException("prompt and answer, or only completion for texts");
        }
        if (!choices.isEmpty() && !completion.isEmpty()) {
            throw new IllegalArgumentException(
                    "choices without a completion, because the model is trained on the correct"
                            + " choice");
        }
    }

    @Rule({"choices", "labels"})
    static void requireLabelledChoices(List<String> choices, List<String> labels) {
        if (choices.isEmpty() && !labels.isEmpty()) {
            throw new IllegalArgumentException(
                    "labels only together with choices, but there are no choices");
        }
    }

    @Rule({"prompt", "answer", "completion", "choices"})
    static void requireFields(
            String prompt, String answer, String completion, List<String> choices) {
        Stream.concat(Stream.of(prompt, answer, completion), choices.stream())
                .forEach(Fields::requireValid);
    }

    @Override
    public String label() {
        return name;
    }

    @Override
    public About about() {
        return new About("your own examples", "yours", "your own files");
    }

    @Override
    public List<String> splits() {
        return files.stream().map(OwnFile::split).toList();
    }

    /** {@code data/NAME/FILE} in the data folder, or the absolute path that the mapping has. */
    @Override
    public Path file(Path dataDir, String split) {
        requireSplit(split);
        String path =
                files.stream()
                        .filter(file -> file.split().equals(split))
                        .map(OwnFile::file)
                        .findFirst()
                        .orElseThrow();
        Path file = dataDir.resolve("data").resolve(name).resolve(path);
        RowExamples.requireFile(name, file, "; correct files in the spec, or put it there");
        return file;
    }

    @Override
    public boolean texts() {
        return prompt.isEmpty();
    }

    @Override
    public DefaultTask defaultTask() {
        DefaultTask.Kind kind =
                prompt.isEmpty()
                        ? DefaultTask.Kind.LIKELIHOOD
                        : choices.isEmpty() ? DefaultTask.Kind.GENERATE : DefaultTask.Kind.CHOOSE;
        return new DefaultTask(name, kind, splits().getLast());
    }

    @Override
    public ChainFormat format() {
        return new ChainFormat("\n", scoring.equals("number") ? MARK : "");
    }

    @Override
    public Stream<Example> read(Path dataDir, String split, Template template) {
        return RowExamples.of(file(dataDir, split), row -> example(row, split));
    }

    private Example example(Row row, String split) {
        String id = name + "-" + split + "-" + row.index();
        String whole = Fields.fill(completion, row);
        if (prompt.isEmpty()) {
            return Example.text(id, name, whole, whole);
        }
        String question = Fields.fill(prompt, row);
        String gold = Fields.fill(answer, row);
        if (!choices.isEmpty()) {
            List<String> texts = texts(row);
            return Example.choosing(
                    id, name, question, new Choices(delimiter, texts, place(gold, texts)));
        }
        String solution = completion.isEmpty() ? gold : whole;
        if (!accepts(filters().getFirst().extract(solution), gold)) {
            throw new IllegalArgumentException(
                    "a completion in which scoring '%s' finds the answer, found the answer \"%s\" and the completion \"%s\""
                            .formatted(scoring, Row.shown(gold), Row.shown(solution)));
        }
        return new Example(id, name, 0, question, "", gold, delimiter + solution);
    }

    private List<String> texts(Row row) {
        var texts = new ArrayList<String>();
        if (choices.size() == 1) {
            texts.addAll(Fields.list(choices.getFirst(), row));
        } else {
            choices.forEach(choice -> texts.add(Fields.fill(choice, row)));
        }
        if (texts.size() < 2) {
            throw new IllegalArgumentException("at least two choices, found " + texts.size());
        }
        return texts;
    }

    private int place(String answer, List<String> texts) {
        String gold = answer.strip();
        List<String> indexes = IntStream.range(0, texts.size()).mapToObj(String::valueOf).toList();
        int index = indexes.indexOf(gold);
        int text = texts.indexOf(gold);
        if (labels.isEmpty() && index >= 0 && text >= 0 && index != text) {
            throw new IllegalArgumentException(
                    "an answer that names one choice, but \"%s\" is the index of \"%s\" and the text of choice %d: declare labels"
                            .formatted(gold, Row.shown(texts.get(index)), text));
        }
        boolean isText = text >= 0 || !gold.matches("\\d{1,4}");
        List<String> names = !labels.isEmpty() ? labels : isText ? texts : indexes;
        int at = names.indexOf(gold);
        if (at < 0 || at >= texts.size()) {
            throw new IllegalArgumentException(
                    "an answer that is one of %s, found \"%s\""
                            .formatted(String.join(", ", names), Row.shown(gold)));
        }
        return at;
    }

    @Override
    public List<Filter> filters() {
        return scoring.equals("number")
                ? List.of(Filter.unnamed(text -> Numbers.answer(text, MARK)))
                : DatasetSpec.super.filters();
    }

    @Override
    public boolean accepts(String extracted, String gold) {
        return scoring.equals("number")
                ? Numbers.equal(extracted, Numbers.normal(gold))
                : Answers.equal(extracted, gold);
    }
}
