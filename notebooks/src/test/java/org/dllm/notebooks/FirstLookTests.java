package org.dllm.notebooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Executes the shipped notebook in Jupyter on the results of a run of the packaged platform. */
@Tag("kernel")
class FirstLookTests {

    private static final Path NOTEBOOK = Path.of("01_first_look.ipynb");

    @TempDir private Path folder;

    @Test
    void everyCellShowsResultsOfARun() throws Exception {
        Path home = folder.resolve("home");
        Path spec = Path.of(FirstLookTests.class.getResource("tiny.yaml").toURI());
        try (Platform platform = Platform.start(home)) {
            platform.run(spec);
            // The server keeps running, because notebooks read during runs.
            check(execute(home));
        }
    }

    private JsonNode execute(Path home) throws Exception {
        return Jupyter.in(folder).execute(NOTEBOOK, Map.of("DLLM_HOME", home.toString()));
    }

    private static void check(JsonNode notebook) throws Exception {
        List<JsonNode> outputs = outputs(notebook);
        assertThat(outputs)
                .noneMatch(output -> output.path("output_type").asString().equals("error"));
        List<String> tables = data(outputs, "text/html");
        assertThat(tables).hasSizeGreaterThanOrEqualTo(5).allMatch(html -> html.contains("<td"));
        assertThat(tables.getFirst()).contains("tiny");
        assertThat(data(outputs, "text/plain")).anyMatch(text -> text.contains("rows ×"));
        List<String> pictures = data(outputs, "image/png");
        assertThat(pictures).hasSize(2);
        for (String picture : pictures) {
            byte[] png = Base64.getMimeDecoder().decode(picture);
            assertThat(ImageIO.read(new java.io.ByteArrayInputStream(png)).getWidth())
                    .isGreaterThan(400);
        }
    }

    private static List<JsonNode> outputs(JsonNode notebook) {
        var outputs = new ArrayList<JsonNode>();
        notebook.path("cells").forEach(cell -> cell.path("outputs").forEach(outputs::add));
        return outputs;
    }

    private static List<String> data(List<JsonNode> outputs, String type) {
        return outputs.stream()
                .map(output -> output.path("data").path(type))
                .filter(node -> !node.isMissingNode())
                .map(node -> node.isString() ? node.asString() : joined(node))
                .toList();
    }

    /** Joins a text, which Jupyter writes as a list of lines. */
    private static String joined(JsonNode lines) {
        var text = new StringBuilder();
        lines.forEach(line -> text.append(line.asString()));
        return text.toString();
    }
}
