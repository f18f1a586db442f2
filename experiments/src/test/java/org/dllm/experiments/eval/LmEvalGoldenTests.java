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
import java.util.stream.StreamSupport;
import org.assertj.core.data.Offset;
import org.dllm.experiments.model.Decoder;
import org.dllm.experiments.model.Generation;
import org.dllm.experiments.model.Generator;
import org.dllm.experiments.model.LlamaWeights;
import org.dllm.experiments.model.Precision;
import org.dllm.experiments.model.Prompt;
import org.dllm.experiments.model.Sampling;
import org.dllm.experiments.model.io.ModelFile;
import org.dllm.experiments.model.io.ModelFiles;
import org.dllm.experiments.model.tokenizer.Tokenizer;
import org.dllm.experiments.model.tokenizer.Tokenizers;
import org.dllm.experiments.routing.Gate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** SmolLM2-135M scores as lm-evaluation-harness with transformers recorded it. */
@Tag("data")
class LmEvalGoldenTests {

    private static final Path DATA =
            Path.of(Objects.requireNonNull(System.getenv("DLLM_DATA_DIR")));
    private static final Offset<Double> CLOSE = Offset.offset(2e-3);

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
        double largest = 0;
        for (int i = 0; i < rows.size(); i++) {
            JsonNode expected = recorded.get("samples").get(i).get("loglikelihoods");
            assertThat(scores.get(i).each()).hasSize(expected.size());
            for (int c = 0; c < expected.size(); c++) {
                double actual = scores.get(i).each().get(c).logP();
                largest = Math.max(largest, Math.abs(actual - expected.get(c).asDouble()));
                assertThat(actual).isCloseTo(expected.get(c).asDouble(), CLOSE);
            }
        }
        System.out.println(task + " largest difference " + largest);
    }

    @Test
    void pagesScoreInRollingWindowsAsRecorded() throws Exception {
        JsonNode recorded = json("wikitext-rolling.json");
        var pages = new ArrayList<TextScorer.Page>();
        for (JsonNode page : recorded.get("pages")) {
            pages.add(new TextScorer.Page(pages.size(), detokenized(text(page, "page"))));
        }
        List<TextScores> scores =
                new TextScorer(decoder, tokenizer, Gate.DENSE, recorded.get("max_length").asInt())
                        .rolling(pages);
        for (int i = 0; i < pages.size(); i++) {
            System.out.println(
                    scores.get(i).each().getFirst() + " " + recorded.get("loglikelihoods").get(i));
        }
        for (int i = 0; i < pages.size(); i++) {
            assertThat(scores.get(i).each().getFirst().logP())
                    .isCloseTo(
                            recorded.get("loglikelihoods").get(i).asDouble(), Offset.offset(0.05));
        }
    }

    @Test
    void answersAreWrittenAsRecorded() throws Exception {
        JsonNode recorded = golden.get("gsm8k");
        List<JsonNode> rows = rows("gsm8k/test.jsonl", recorded.get("limit").asInt());
        var stops =
                new StopTexts(
                        StreamSupport.stream(recorded.get("until").spliterator(), false)
                                .map(JsonNode::asString)
                                .toList());
        List<Prompt> prompts =
                IntStream.range(0, rows.size())
                        .mapToObj(i ->
                                new Prompt(
                                        i,
                                        tokenizer.encodePrompt(
                                                "Question: "
                                                        + text(rows.get(i), "question")
                                                        + "\nAnswer:")))
                        .toList();
        List<Generation> answers =
                new Generator(decoder, Sampling.GREEDY)
                        .generate(
                                prompts,
                                Gate.DENSE,
                                recorded.get("max_new_tokens").asInt(),
                                prompts.stream().map(_ -> stops.watch(tokenizer)).toList());
        for (JsonNode sample : recorded.get("samples")) {
            Generation answer = answers.get(sample.get("index").asInt());
            assertThat(stops.cut(tokenizer.decode(answer.ids()))).isEqualTo(text(sample, "text"));
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
