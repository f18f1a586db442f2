package org.dllm.platform.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProblemTests {

    @Test
    void everyErrorIsPrintedOnce() {
        assertThat(
                        text(
                                """
                                {"title": "The spec is not valid", "status": 400,
                                 "detail": "train.steps: expected a whole number, found x",
                                 "errors": [
                                  {"path": "train.steps", "expected": "a whole number", "got": "x"},
                                  {"path": "", "expected": "an object", "got": "nothing"}]}
                                """))
                .contains(
                        """
                        The spec is not valid
                          train.steps: expected a whole number, found x
                          expected an object, found nothing\
                        """);
    }

    @Test
    void aProblemWithoutErrorsIsItsDetail() {
        assertThat(text("{\"title\": \"Not Found\", \"detail\": \"there is no run a\"}"))
                .contains("there is no run a");
        assertThat(text("<html>")).isEmpty();
    }

    private static Optional<String> text(String body) {
        return Problem.read(body).map(Problem::text);
    }
}
