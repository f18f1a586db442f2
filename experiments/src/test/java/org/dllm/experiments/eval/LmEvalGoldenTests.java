package org.dllm.experiments.eval;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.dllm.experiments.data.Choices;
import org.dllm.experiments.data.Example;
import org.dllm.experiments.data.Gsm8k;
import org.dllm.experiments.data.Original;
import org.dllm.experiments.method.Dense;
import org.dllm.experiments.model.ContinuationScores;
import org.dllm.experiments.model.Decoder;
import org.dllm.experiments.model.LlamaWeights;
import org.dllm.experiments.model.Precision;
import org.dllm.experiments.model.io.ModelFile;
import org.dllm.experiments.model.io.ModelFiles;
import org.dllm.experiments.model.tokenizer.Tokenizer;
import org.dllm.experiments.model.tokenizer.Tokenizers;
import org.dllm.experiments.routing.Gate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** SmolLM2-135M has the scores recorded with lm-evaluation-harness and transformers. */
@Tag("data")
class LmEvalGoldenTests {

    private static final Path DATA =
            Path.of(Objects.requireNonNull(System.getenv("DLLM_DATA_DIR")));
    private static final Offset<Double> CLOSE = Offset.offset(2e-3);
    private static final Percentage RELATIVE = Percentage.withPercentage(0.01);

    private static NDManager manager;
    private static Decoder decoder;
    private static Tokenizer tokenizer;
    private static JsonNode golden;

    @BeforeAll
    static void model() throws Exception {
        manager = NDManager.newBaseManager();
        golden = json("lm-eval.json");
        Path folder = DATA.resolve("models/smollm2-135m");
        try (ModelFile file = ModelFiles.open(folder.resolve("SmolLM2-135M-Instruct.Q4_1.gguf"))) {
            tokenizer = Tokenizers.of(file.tokenizer().orElseThrow());
            decoder = new Decoder(LlamaWeights.load(file, manager, Precision.FP32));
        }
    }

    @AfterAll
    static void free() {
        tokenizer.close();
        manager.close();
    }

    @Test
    void piqaScoresAsRecorded() throws Exception {
        assertRecorded(
                "piqa",
                "piqa/validation.jsonl",
                row -> "Question: " + text(row, "goal") + "\nAnswer:",
                row -> List.of(text(row, "sol1"), text(row, "sol2")));
    }

    @Test
    void socialIqaScoresAsRecorded() throws Exception {
        assertRecorded(
                "social_iqa",
                "siqa/validation.jsonl",
                row -> "Q: " + text(row, "context") + " " + text(row, "question") + "\nA:",
                row -> List.of(text(row, "answerA"), text(row, "answerB"), text(row, "answerC")));
    }

    @Test
    void boolQScoresAsRecorded() throws Exception {
        assertRecorded(
                "boolq",
                "boolq/validation.jsonl",
                row -> text(row, "passage") + "\nQuestion: " + text(row, "question") + "?\nAnswer:",
                _ -> List.of("no", "yes"));
    }

    private static void assertRecorded(
            String task,
            String file,
            Function<JsonNode, String> context,
            Function<JsonNode, List<String>> choices)
            throws Exception {
        JsonNode recorded = golden.get(task);
        List<JsonNode> rows = rows(file, recorded.get("limit").asInt());
        List<TextScorer.ContextAndChoices> questions =
                IntStream.range(0, rows.size())
                        .mapToObj(i ->
                                new TextScorer.ContextAndChoices(
                                        i,
                                        context.apply(rows.get(i)),
                                        choices.apply(rows.get(i)).stream()
                                                .map(choice -> " " + choice)
                                                .toList()))
                        .toList();
        List<TextScores> scores =
                new TextScorer(decoder, tokenizer, Gate.DENSE, Integer.MAX_VALUE)
                        .choices(questions);
        var right = new ArrayList<ChosenAnswer>();
        for (int i = 0; i < rows.size(); i++) {
            JsonNode sample = recorded.get("samples").get(i);
            JsonNode expected = sample.get("loglikelihoods");
            List<Double> actual =
                    scores.get(i).each().stream().map(ContinuationScores.OneScore::logP).toList();
            assertThat(actual).hasSize(expected.size());
            for (int c = 0; c < expected.size(); c++) {
                assertThat(actual.get(c)).isCloseTo(expected.get(c).asDouble(), CLOSE);
            }
            var answer = answer(i, choices.apply(rows.get(i)), sample.get("target"), actual);
            assertThat(answer.correct("acc")).isEqualTo(sample.get("acc").asDouble() == 1);
            if (!sample.get("acc_norm").isNull()) {
                assertThat(answer.chosenByCharacters() == answer.example().choices().gold())
                        .isEqualTo(sample.get("acc_norm").asDouble() == 1);
            }
            right.add(answer);
        }
        JsonNode results = recorded.get("results");
        assertThat(
                        (double) right.stream().filter(answer -> answer.correct("acc")).count()
                                / right.size())
                .isCloseTo(results.get("acc,none").asDouble(), Offset.offset(1e-6));
    }

    private static ChosenAnswer answer(
            int index, List<String> texts, JsonNode target, List<Double> logLikelihoods) {
        var choices = new Choices(" ", texts, target.asInt());
        Example example = Example.choosing("e" + index, "any", "", choices);
        return new ChosenAnswer(index, example, logLikelihoods, 0, List.of());
    }

    @Test
    void pagesScoreInRollingWindowsAsRecorded() throws Exception {
        JsonNode recorded = json("wikitext-rolling.json");
        var scorer =
                new TextScorer(decoder, tokenizer, Gate.DENSE, recorded.get("max_length").asInt());
        var pages = new ArrayList<ReadingPlan>();
        for (JsonNode page : recorded.get("pages")) {
            int[] ids = EncodedChoices.begun(tokenizer, detokenized(text(page, "page")));
            pages.add(scorer.rolling(pages.size(), ids));
        }
        List<TextScores> scores = scorer.scores(pages);
        double sum = 0;
        long words = 0;
        long bytes = 0;
        for (int i = 0; i < pages.size(); i++) {
            double logP = scores.get(i).each().getFirst().logP();
            assertThat(logP)
                    .isCloseTo(
                            recorded.get("loglikelihoods").get(i).asDouble(), Offset.offset(0.05));
            Original size = Original.of(text(recorded.get("pages").get(i), "page"));
            sum += logP;
            words += size.words();
            bytes += size.bytes();
        }
        JsonNode results = recorded.get("results");
        assertThat(Math.exp(-sum / words))
                .isCloseTo(results.get("word_perplexity,none").asDouble(), RELATIVE);
        assertThat(Math.exp(-sum / bytes))
                .isCloseTo(results.get("byte_perplexity,none").asDouble(), RELATIVE);
        assertThat(-sum / bytes / Math.log(2))
                .isCloseTo(results.get("bits_per_byte,none").asDouble(), RELATIVE);
    }

    @Test
    void answersAreWrittenAndExtractedAsRecorded(@TempDir Path folder) {
        JsonNode recorded = golden.get("gsm8k");
        var set = new Gsm8k(true);
        var task =
                new Generate(
                        "gsm8k",
                        set,
                        "test",
                        "harness",
                        "exact_match",
                        recorded.get("limit").asInt(),
                        recorded.get("max_new_tokens").asInt(),
                        4,
                        null);
        var dense = new Dense();
        var model =
                new EvaluatedModel(
                        decoder,
                        Gate.DENSE,
                        dense.forced(decoder.config().layers()),
                        tokenizer,
                        FlopsModel.of(decoder.config(), dense));
        try (var evaluation =
                new Evaluation(
                        task,
                        model,
                        task.examples(DATA),
                        new Evaluation.Place(folder, "golden", 0),
                        _ -> {})) {
            Evaluated evaluated = evaluation.finish();
            List<GeneratedAnswer> answers = TinyEvaluatedModel.answers(evaluated);
            for (JsonNode sample : recorded.get("samples")) {
                GeneratedAnswer answer = answers.get(sample.get("index").asInt());
                assertThat(answer.text()).isEqualTo(text(sample, "text"));
                assertThat(answer.extractions())
                        .contains(
                                new GeneratedAnswer.Extraction(
                                        text(sample, "filter"),
                                        sample.get("filtered").get(0).asString(),
                                        sample.get("exact_match").asDouble() == 1));
            }
            for (String filter : List.of("strict-match", "flexible-extract")) {
                String metric = "exact_match," + filter;
                assertThat(TinyEvaluatedModel.values(evaluated).get(metric))
                        .isCloseTo(
                                recorded.get("results").get(metric).asDouble(),
                                Offset.offset(1e-6));
            }
        }
    }

    private static String detokenized(String page) {
        String s = page.replace("s '", "s'");
        s = s.replaceAll("/' [0-9]/", "/'[0-9]/");
        s = s.replace(" @-@ ", "-").replace(" @,@ ", ",").replace(" @.@ ", ".");
        for (String mark : List.of(":", ";", ".", "!", "?", ",")) {
            s = s.replace(" " + mark + " ", mark + " ");
        }
        s = s.replaceAll("\\(\\s*([^\\)]*?)\\s*\\)", "($1)");
        s = s.replaceAll("\\[\\s*([^\\]]*?)\\s*\\]", "[$1]");
        s = s.replaceAll("\\{\\s*([^}]*?)\\s*\\}", "{$1}");
        s = s.replaceAll("\"\\s*([^\"]*?)\\s*\"", "\"$1\"");
        s = s.replaceAll("'\\s*([^']*?)\\s*'", "'$1'");
        s = s.replace("= = = =", "====").replace("= = =", "===").replace("= =", "==");
        s = s.replace(" \u00b0 ", "\u00b0").replace(" \n", "\n").replace("\n ", "\n");
        return s.replace(" N ", " 1 ").replace(" 's", "'s");
    }

    private static List<JsonNode> rows(String file, int limit) throws Exception {
        var mapper = new ObjectMapper();
        try (var lines = Files.lines(DATA.resolve("data").resolve(file), StandardCharsets.UTF_8)) {
            return lines.limit(limit).map(mapper::readTree).toList();
        }
    }

    private static JsonNode json(String name) throws Exception {
        return new ObjectMapper().readTree(Files.readString(DATA.resolve("golden").resolve(name)));
    }

    private static String text(JsonNode row, String name) {
        return row.get(name).asString();
    }
}
