package org.dllm.experiments.method;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.dllm.experiments.data.WikiText2;
import org.dllm.experiments.model.LlamaConfig;
import org.dllm.experiments.model.Rope;
import org.dllm.experiments.routing.Adapter;
import org.dllm.experiments.routing.Gumbel;
import org.dllm.experiments.routing.Penalty;
import org.dllm.experiments.routing.RateBudget;
import org.dllm.experiments.routing.TokenMlp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MethodTextTests {

    private static final KeepSpec KEEP = new KeepSpec(1, 2);
    private static final CalibrationSpec TEXT =
            new CalibrationSpec(new WikiText2(), "train", 2, 16, 1234);
    private static final FitSpec FIT = new FitSpec(8, 1, 8, 1e-3);
    private static final List<MethodSpec> METHODS =
            List.of(
                    new AdaInfer("mlp", 8, null, "copy", "token", 0.5, FIT),
                    new Dense(),
                    dllm(true),
                    dllm(false),
                    new MixtureOfDepths("paper", 0.125, null, "aux", 1),
                    new PositionOnly(0.6, null, null, KEEP, true),
                    new RandomSkip(0.6, KEEP, true),
                    new RandomSkip(0.6, KEEP, false),
                    new RandomSkip(null, "dllm", null, null, KEEP, true),
                    new RandomSkip(null, "dllm", null, false, KEEP, true),
                    new SearchedLayers(2, TEXT),
                    new ShortenedLlama("perplexity", 2, true, TEXT),
                    new StaticLayers(List.of(0, 2)),
                    new StaticLayers(null, 0.5, null, null, "shallow"),
                    new StaticLayers(null, null, "dllm", null, "sibling"));

    @Test
    void theMethodsWithRoutersAreThoseWhoseModelHasADecider() {
        var model = new LlamaConfig(4, 16, 24, 2, 1, 8, 40, 64, 1e-5, new Rope(1e4, null), true);
        assertThat(METHODS)
                .allSatisfy(method ->
                        assertThat(method.decider(model).isPresent())
                                .as(method.text().label())
                                .isEqualTo(MethodSpec.hasRouters(method.getClass())));
    }

    private static Dllm dllm(boolean evict) {
        return new Dllm(0.5, new AlphaSpec(1, "constant"), KEEP, evict, new TokenMlp(8));
    }

    @Test
    void theListHasEveryMethod() {
        assertThat(METHODS.stream().map(Object::getClass).distinct())
                .containsExactlyInAnyOrder(MethodSpec.class.getPermittedSubclasses());
    }

    @Test
    void keysAndLabelsDistinguishWhatComparisonsDistinguish() {
        assertThat(texts().map(text -> text.key() + ": " + text.label()))
                .containsExactly(
                        "adainfer: AdaInfer",
                        "dense: Dense",
                        "dllm: D-LLM",
                        "dllm-keep-kv: D-LLM, no eviction",
                        "mod: MoD",
                        "position: Position only",
                        "random: Random skipping",
                        "random: Random skipping, no eviction",
                        "random: Random skipping, per layer",
                        "random: Random skipping",
                        "searched: Searched layers",
                        "shortened: Shortened-LLaMA, perplexity",
                        "static: Static layers",
                        "static: Shallower dense",
                        "static: Static layers, by sibling");
    }

    @ParameterizedTest
    @CsvSource({"evict, 'D-LLM, adapter'", "copy, 'D-LLM, adapter, no eviction'"})
    void aLabelNamesWhatSkippedTokensGetAndLeave(String kv, String label) {
        var method =
                new Dllm(
                        0.5,
                        new AlphaSpec(1, "constant"),
                        KEEP,
                        kv,
                        new TokenMlp(8),
                        "layer",
                        Gumbel.PLAIN,
                        RateBudget.PLAIN,
                        Penalty.NONE,
                        null,
                        List.of(),
                        new Adapter(3));
        assertThat(method.text().label()).isEqualTo(label);
    }

    @Test
    void everyMethodHasAKeyForAttributesAndASentence() {
        assertThat(texts())
                .allSatisfy(text -> {
                    assertThat(text.key()).matches("[a-z][a-z0-9-]{0,99}");
                    assertThat(text.label()).hasSizeBetween(1, 100);
                    assertThat(text.sentence()).matches("[A-Z].*\\.");
                });
    }

    @Test
    void theDocumentsTableHasTheTextOfEveryMethod() throws IOException {
        String page = Files.readString(Path.of("../docs/how-to/spec.md"));
        assertThat(METHODS.stream().filter(method -> method.kvPolicy().evicts()))
                .allSatisfy(method ->
                        assertThat(page)
                                .contains(
                                        "| `%s` | %s | %s |"
                                                .formatted(
                                                        method.getClass().getSimpleName(),
                                                        method.text().label(),
                                                        method.text().sentence())));
    }

    private static Stream<MethodText> texts() {
        return METHODS.stream().map(MethodSpec::text);
    }
}
