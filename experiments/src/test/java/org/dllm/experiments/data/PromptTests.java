package org.dllm.experiments.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Prompts of the second fixture record. Prompts of the harness template equal those of
 * lm-evaluation-harness 0.4.13 for the same record.
 */
class PromptTests {

    @TempDir static Path folder;

    @BeforeAll
    static void write() {
        Fixtures.write(folder);
    }

    @Test
    void harnessPromptsAreThoseOfItsTasks() {
        assertPrompt(new Piqa(), "Question: Do 1\nAnswer:", " one", " two");
        assertPrompt(new Siqa(), "Q: A does 1. Why?\nA:", " a", " b", " c");
        assertPrompt(new BoolQ(), "On 1.\nQuestion: is 1 even?\nAnswer:", " no", " yes");
        assertPrompt(new Obqa(), "The 1 is", " a", " b", " c", " d");
        assertPrompt(
                new Mmlu(null),
                "The following are multiple choice questions (with answers) about high school"
                        + " physics.\n\nWhich 1\nA. a\nB. b\nC. c\nD. d\nAnswer:",
                " A",
                " B",
                " C",
                " D");
        assertPrompt(new Gsm8k(true), "Question: How many is 1?\nAnswer:");
    }

    /** The first contexts and continuations that lm-evaluation-harness scored. */
    @Test
    @Tag("data")
    void theFirstRealExamplesAreWhatTheHarnessScored() {
        Path dir = Path.of(System.getenv("DLLM_DATA_DIR"));
        JsonNode golden = new JsonMapper().readTree(dir.resolve("golden/lm-eval.json"));
        for (DatasetSpec set : List.of(new Piqa(), new Siqa(), new BoolQ())) {
            JsonNode task = golden.path(set.defaultTask().name());
            try (Stream<Example> examples = set.read(dir, "validation", Template.HARNESS)) {
                Example example = examples.findFirst().orElseThrow();
                JsonNode arguments = task.path("first_arguments");
                assertThat(arguments.size()).isEqualTo(example.choices().texts().size());
                for (int i = 0; i < arguments.size(); i++) {
                    assertThat(example.prompt()).isEqualTo(arguments.get(i).get(0).stringValue());
                    assertThat(example.choices().continuation(i))
                            .isEqualTo(arguments.get(i).get(1).stringValue());
                }
                assertThat(example.choices().gold())
                        .isEqualTo(task.path("samples").get(0).path("target").intValue());
            }
        }
        JsonNode pages =
                new JsonMapper()
                        .readTree(dir.resolve("golden/wikitext-rolling.json"))
                        .path("pages");
        String page = pages.get(0).path("page").stringValue();
        try (Stream<Example> examples = new WikiText2().read(dir, "validation", Template.HARNESS)) {
            assertThat(examples.findFirst().orElseThrow())
                    .isEqualTo(WikiText2.page("wikitext2-validation-0", page, Template.HARNESS));
        }
    }

    @Test
    void examplesStandInThePromptWithTheirAnswers() {
        assertThat(firstWithShots(new Mmlu(null), "dev", 2).prompt())
                .isEqualTo(
                        """
                        The following are multiple choice questions (with answers) about high school physics.

                        Which 0
                        A. a
                        B. b
                        C. c
                        D. d
                        Answer: A

                        Which 1
                        A. a
                        B. b
                        C. c
                        D. d
                        Answer: B

                        Which 10
                        A. a
                        B. b
                        C. c
                        D. d
                        Answer:\
                        """);
        // a question of the training split is not an example for itself
        assertThat(firstWithShots(new Piqa(), "train", 9).prompt().split("Do 0\n", -1)).hasSize(2);
        assertThat(firstWithShots(new Gsm8k(true), "test", 1).prompt())
                .matches(
                        "(?s)Question: How many is \\d\\?\nAnswer: It is \\d\\.\n#### \\d\n\n"
                                + "Question: How many is 10\\?\nAnswer:");
    }

    @Test
    void examplesThatASetDoesNotHaveAreRefused() {
        assertThatThrownBy(() -> firstWithShots(new Piqa(), "train", 10))
                .hasMessageContaining("need at least 11 in the split train of piqa")
                .hasMessageContaining("there are 10");
        assertThatThrownBy(() -> FewShot.requireSupported(new HotpotQa(), "harness", 1))
                .hasMessageContaining("numFewshot to be 0 for hotpotqa");
        assertThatThrownBy(() -> FewShot.requireSupported(new Piqa(), "paper", 1))
                .hasMessageContaining("numFewshot to be 0 for the template paper");
    }

    @Test
    void aSubjectOrAGroupOfMmluIsASetOfItsOwn() {
        assertThat(Examples.of(new Mmlu("high_school_physics"), folder, "dev"))
                .hasSize(Fixtures.ROWS);
        assertThat(Examples.of(new Mmlu("stem"), folder, "dev")).hasSize(Fixtures.ROWS);
        assertThat(Examples.of(new Mmlu("anatomy"), folder, "dev")).isEmpty();
        assertThat(new Mmlu("anatomy").defaultTask().name()).isEqualTo("mmlu_anatomy");
        assertThat(Mmlu.selections()).hasSize(4 + 57);
        assertThatThrownBy(() -> new Mmlu("physics"))
                .hasMessageContaining("subjects to be one of")
                .hasMessageContaining("it is physics");
    }

    @Test
    void aMissingFileIsNamedWithTheCommandThatFetchesIt() {
        Path empty = folder.resolve("nothing");
        assertThatThrownBy(() -> Examples.of(new Gsm8k(true), empty, "test"))
                .hasMessageContaining("data/gsm8k/test.jsonl")
                .hasMessageEndingWith("fetch it with './dllm data fetch gsm8k'");
        assertThatThrownBy(() -> Examples.of(new C4(), empty, "train"))
                .hasMessageContaining("data/c4/c4_demo.jsonl")
                .hasMessageContaining("'./dllm data fetch c4 --from FOLDER_OR_URL'")
                .hasMessageContaining("(origin: allenai/c4)");
    }

    private static Example firstWithShots(DatasetSpec set, String split, int shots) {
        String of = set instanceof Mmlu ? "validation" : split;
        try (Stream<Example> examples = FewShot.read(set, folder, of, shots)) {
            return examples.findFirst().orElseThrow();
        }
    }

    @Test
    void paperPromptsAreInstructionsThatTheAnswerFollowsAtOnce() {
        for (DatasetSpec set : Fixtures.sets()) {
            if (set instanceof Synthetic || set instanceof Own) {
                continue;
            }
            Example example = second(set, Template.PAPER);
            if (example.original().bytes() == 0) {
                assertThat(example.prompt())
                        .startsWith("Below is an instruction that describes a task")
                        .endsWith("\n\n### Response:");
                assertThat(example.completion()).doesNotStartWith(" ").doesNotStartWith("\n");
            }
        }
    }

    @Test
    void aChoiceOfThePaperIsADigit() {
        Example example = second(new Piqa(), Template.PAPER);
        assertThat(example.prompt())
                .isEqualTo(
                        """
                        Below is an instruction that describes a task, paired with an input that provides further context. Write a response that appropriately completes the request.

                        ### Instruction:
                        You will be presented with a task and two possible solutions. Your goal is to select the solution that best achieves the given task.

                        Task: Do 1

                        Solutions:
                          1. one
                          2. two

                        Please respond with either "1" or "2" to indicate the most appropriate solution.

                        ### Input:


                        ### Response:\
                        """);
        assertThat(example.choices()).isEqualTo(new Choices("", List.of("1", "2"), 1));
        assertThat(example.completion()).isEqualTo("2");
    }

    @Test
    void pagesAreDetokenisedAsTheHarnessDoes() {
        Example page = second(new WikiText2(), Template.HARNESS);
        assertThat(page.completion())
                .isEqualTo(" = Title 1 =\n\nA text of 1.5 words.\n\n== Part ==\n\nMore.\n\n");
        assertThat(page.original()).isEqualTo(new Original(21, 74));
        assertThat(second(new WikiText2(), Template.PAPER).completion())
                .startsWith(" = Title 1 = \n \n A text of 1 @.@ 5 words . \n");
    }

    @Test
    void heldOutProblemsCanBeExcludedFromTraining() {
        String held =
                "[{\"id\": 1, \"original_text\": \"Add 3 to 1.5!\", \"equation\": \"x=3+1.5\","
                        + " \"ans\": 4.5}]";
        Fixtures.write(folder, "mawps", "testset.json", held);
        assertThat(Examples.of(new Mawps(true), folder, "train")).hasSize(Fixtures.ROWS);
        assertThat(new Mawps(true).warnings(folder, "train"))
                .anySatisfy(warning ->
                        assertThat(warning).startsWith("mawps: 1 problems of the split test"));
        assertThat(Examples.of(new Mawps(false), folder, "train"))
                .hasSize(Fixtures.ROWS - 1)
                .noneMatch(example -> example.prompt().contains("Add 3 to"));
        assertThat(Examples.of(new Mawps(false), folder, "test")).hasSize(1);
    }

    private static void assertPrompt(DatasetSpec set, String prompt, String... continuations) {
        Example example = second(set, Template.HARNESS);
        assertThat(example.prompt()).isEqualTo(prompt);
        assertThat(example.choices().texts())
                .extracting(text -> example.choices().delimiter() + text)
                .containsExactly(continuations);
    }

    private static Example second(DatasetSpec set, Template template) {
        String split = set.splits().getFirst();
        try (Stream<Example> examples = set.read(folder, split, template)) {
            return examples.skip(1).findFirst().orElseThrow();
        }
    }
}
