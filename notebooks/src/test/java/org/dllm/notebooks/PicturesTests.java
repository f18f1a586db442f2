package org.dllm.notebooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.dflib.DataFrame;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PicturesTests {

    @TempDir static Path home;
    private static Lab lab;

    @BeforeAll
    static void fill() throws Exception {
        lab = Lab.connect(FilledHome.in(home).environment());
    }

    @Test
    void layerZeroIsAtTheBottom() {
        DataFrame activity = cells(0, "a", 0, 100L, 100L, 0L, 0L, 1, "a", 0, 0L, 100L, 0L, 0L);
        BufferedImage image = HeatMap.of(activity).image();
        // In the middle of the only column; the top cell is layer 1.
        int x = 2 * (44 + 10);
        assertThat(new Color(image.getRGB(x, 2 * (70 + 5)))).isEqualTo(Colours.cividis(0));
        assertThat(new Color(image.getRGB(x, 2 * (70 + 28 + 5)))).isEqualTo(Colours.cividis(1));
    }

    @Test
    void coloursAlwaysSpanZeroToOne() {
        assertThat(Colours.cividis(0)).isEqualTo(new Color(0x00224e));
        assertThat(Colours.cividis(1)).isEqualTo(new Color(0xfee838));
        assertThat(Colours.cividis(7)).isEqualTo(Colours.cividis(1));
    }

    @Test
    void cellsWithoutFreeDecisionsAreHatched() {
        HeatMap map = HeatMap.of(lab.activity("bbbbbbbb", "chain", "family"));
        assertThat(map.columns()).containsExactly("chain", "addition", "recall");
        assertThat(map.cell(0, 0).noChoice()).isTrue();
        assertThat(map.cell(0, 2).noChoice()).isFalse();
        assertThat(map.cell(1, 5).share()).isEqualTo(0.3);
        assertThat(map.ofLayer(5).share()).isEqualTo(0.3);
    }

    @Test
    void sharesAndMeansCountFreeDecisionsOnly() {
        HeatMap map =
                HeatMap.of(
                        cells(
                                0, "a", 0, 5L, 10L, 10L, 10L, //
                                0, "b", 1, 3L, 30L, 0L, 0L, //
                                1, "a", 0, 0L, 0L, 7L, 7L));
        assertThat(map.cell(0, 0).share()).isEqualTo(0.5);
        assertThat(map.cell(0, 0).noChoice()).isFalse();
        assertThat(map.cell(0, 1).noChoice()).isTrue();
        assertThat(map.cell(0, 1).shown()).isEqualTo(1);
        assertThat(map.ofLayer(0).share()).isEqualTo(8.0 / 40);
        assertThat(map.ofLayer(1).share()).isNaN();
        assertThat(map.ofColumn(0).share()).isEqualTo(0.5);
    }

    @Test
    void aMapWithoutFreeDecisionsIsNotHatched() {
        BufferedImage image = HeatMap.of(cells(0, "a", 0, 0L, 0L, 9L, 9L)).image();
        for (int x = 46; x < 44 + 62; x++) {
            assertThat(new Color(image.getRGB(2 * x, 2 * (70 + 5)))).isEqualTo(Colours.cividis(1));
        }
    }

    private static DataFrame cells(Object... rows) {
        return DataFrame.foldByRow(
                        "layer",
                        "bucket",
                        "ordinal",
                        "executed",
                        "total",
                        "forced_executed",
                        "forced_total")
                .of(rows);
    }

    @Test
    void anEmptyFrameIsRejected() {
        assertThatThrownBy(() -> HeatMap.of(lab.activity("bbbbbbbb", "chain", "nothing")))
                .hasMessageContaining("found none");
    }

    @Test
    void lineChartsDrawEachRunInItsMethodsColour() {
        BufferedImage image = lab.lineChart("train/loss", "aaaaaaaa", "bbbbbbbb");
        assertThat(image.getWidth()).isEqualTo(1720);
        assertThat(has(image, Colours.ofMethod("dense"))).isTrue();
        assertThat(has(image, Colours.ofMethod("dllm"))).isTrue();
        assertThat(has(image, Colours.ofMethod("random"))).isFalse();
    }

    @Test
    void theColourOfALineDependsOnTheMethodOnly() {
        DataFrame points = DataFrame.foldByRow("step", "value").of(1, 1.0, 2, 2.0);
        BufferedImage image =
                Charts.lines("x", List.of(new Charts.Line("dllm-vs-static", "dllm", points)));
        assertThat(has(image, Colours.ofMethod("dllm"))).isTrue();
        assertThat(has(image, Colours.ofMethod("static"))).isFalse();
    }

    @Test
    void coloursOfMethodsAreThoseOfTheDashboard() throws IOException {
        String style =
                Files.readString(Path.of("../platform/src/main/resources/static/css/parts.css"));
        Map<String, Color> colours =
                Pattern.compile("\\[data-method(?:=\"(.+)\")?] \\{\\s+--method: (#[0-9a-f]{6});")
                        .matcher(style)
                        .results()
                        .collect(
                                Collectors.toMap(
                                        found -> Objects.requireNonNullElse(found.group(1), "new"),
                                        found -> Color.decode(found.group(2))));
        assertThat(colours).hasSizeGreaterThan(5);
        colours.forEach(
                (key, colour) -> assertThat(Colours.ofMethod(key)).as(key).isEqualTo(colour));
    }

    @Test
    void anUnknownRunIsReported() {
        assertThatThrownBy(() -> lab.lineChart("train/loss", "cccccccc"))
                .hasMessageContaining("cccccccc");
    }

    private static boolean has(BufferedImage image, Color colour) {
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                if (image.getRGB(x, y) == colour.getRGB()) {
                    return true;
                }
            }
        }
        return false;
    }
}
