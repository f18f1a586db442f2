package org.dllm.platform.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/** Links from pages to the glossary. */
class MetricTermsTests {

    private static final Pattern LINK =
            Pattern.compile(
                    "(?:parts :: term\\(.*?, |parts :: sorted\\(.*, |term\\(\"[^\"]*\", )"
                            + "['\"]([a-z-]+)['\"]\\)");

    @Test
    void everyLinkLeadsToATermOfTheGlossary() throws IOException {
        String glossary =
                GlossaryPage.html(
                        new ClassPathResource("docs/glossary.md")
                                .getContentAsString(StandardCharsets.UTF_8));
        List<String> anchors = new ArrayList<>(MetricTerms.ANCHORS.values());
        for (String files : List.of("classpath:/templates/*.html", "classpath:/static/js/*.js")) {
            for (Resource file : new PathMatchingResourcePatternResolver().getResources(files)) {
                LINK.matcher(file.getContentAsString(StandardCharsets.UTF_8))
                        .results()
                        .forEach(link -> anchors.add(link.group(1)));
            }
        }
        assertThat(anchors).hasSizeGreaterThan(25).contains("layer-activity", "forced");
        assertThat(anchors)
                .allSatisfy(anchor -> assertThat(glossary).contains("id=\"" + anchor + "\""));
    }

    @Test
    void aFilterDoesNotChangeTheTerm() {
        assertThat(MetricTerms.anchor("exact_match,strict-match")).isEqualTo("exact-match");
        assertThat(MetricTerms.anchor("exact_match/family=a")).isNull();
    }
}
