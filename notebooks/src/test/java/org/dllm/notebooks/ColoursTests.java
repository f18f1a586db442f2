package org.dllm.notebooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ColoursTests {

    private static final Pattern RULE =
            Pattern.compile("\\[data-method(?:=\"([a-z-]+)\")?] \\{\\s+--method: (#[0-9a-f]{6});");

    @Test
    void methodsHaveTheColoursOfTheStyleSheet() throws IOException {
        String sheet =
                Files.readString(Path.of("../platform/src/main/resources/static/css/parts.css"));
        assertThat(RULE.matcher(sheet).results())
                .hasSizeGreaterThan(9)
                .allSatisfy(rule ->
                        assertThat(Colours.ofMethod(String.valueOf(rule.group(1))))
                                .as(rule.group())
                                .isEqualTo(Color.decode(rule.group(2))));
    }
}
