package org.dllm.platform.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpecFactsTests {

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            value = {
                "'{\"type\":\"Dense\"}', false",
                "'{\"type\":\"StaticLayers\",\"layers\":[0,3]}', false",
                "'{\"type\":\"StaticLayers\",\"rateOf\":\"other\"}', false",
                "'{\"type\":\"SearchedLayers\",\"count\":2,\"calibration\":{\"set\":\"WikiText2\"}}',"
                    + " false",
                "'{\"type\":\"ShortenedLlama\",\"remove\":2,\"by\":\"taylor\",\"calibration\":{\"set\":\"WikiText2\"}}',"
                    + " false",
                "'{\"type\":\"AdaInfer\"}', true",
                "'{\"type\":\"Dllm\",\"target\":0.5,\"keep\":{\"searched\":2,\"calibration\":{\"set\":\"WikiText2\"}}}',"
                    + " true",
                "'{\"type\":\"RandomSkip\",\"rate\":0.5}', true",
                "'{\"type\":\"Dllm\",\"target\":0.5}', true",
                "'{\"type\":\"Removed\"}', true"
            })
    void aMethodDecidesUnlessItsLayersAreTheSameForEveryToken(String method, boolean decides) {
        assertThat(facts(method).decides()).isEqualTo(decides);
    }

    @Test
    void theSentenceIsThatOfTheMethodUnlessTheSpecIsUnreadable() {
        assertThat(facts("{\"type\":\"Dense\"}").sentence())
                .isEqualTo("Every token executes every layer.");
        assertThat(facts("{\"type\":\"Removed\"}").sentence()).isNull();
    }

    @Test
    void keptLayersAndTokensAreReadFromTheSpec() {
        SpecFacts facts =
                facts("{\"type\":\"Dllm\",\"target\":0.5,\"keep\":{\"layers\":3,\"tokens\":4}}");
        assertThat(facts.keptLayers()).isEqualTo(3);
        assertThat(facts.keptTokens()).isEqualTo(4);
    }

    private static SpecFacts facts(String method) {
        return SpecFacts.of(
                "{\"name\":\"x\",\"model\":{\"from\":\"synthetic-base\"},\"method\":%s}"
                        .formatted(method));
    }
}
