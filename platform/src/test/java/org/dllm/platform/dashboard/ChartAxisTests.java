package org.dllm.platform.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dllm.platform.dashboard.Chromium.waitForText;

import com.microsoft.playwright.Page;
import java.util.List;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.Runs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

/** The vertical axis of line charts. */
@DashboardTest
class ChartAxisTests {

    @Autowired private DashboardServer dashboardServer;
    @Autowired private LabFixture fixture;
    @Autowired private Runs runs;

    @ParameterizedTest
    @CsvSource({
        "20000000, 0, 3",
        "-20000000, 0, 3",
        "50, 0, 3",
        "4, 1, 5", // too close to be a spike
    })
    void spikesDoNotStretchTheAxis(String last, double least, double most) {
        String usual = "Array.from({length: 100}, (_, i) => 1 + i / 99)";
        List<Number> range = range("linearRange([[..." + usual + ", " + last + "]])");
        assertThat(range.get(0).doubleValue()).isBetween(least - 0.6, 1.0);
        assertThat(range.get(1).doubleValue()).isBetween(2.0, most);
    }

    @ParameterizedTest
    @CsvSource({"0, -1, 1", "3, 1.5, 4.5", "-2, -3, -1", "0.0003, 0.00015, 0.00045"})
    void aConstantIsCentredOnAnAxisOfItsSize(String value, double low, double high) {
        for (String spikes : List.of("false", "true")) {
            List<Number> range =
                    range("linearRange([[%1$s, %1$s, null]], %2$s)".formatted(value, spikes));
            assertThat(range).extracting(Number::doubleValue).containsExactly(low, high);
        }
    }

    @Test
    void aSpikeOfAConstantSeriesIsCut() {
        assertThat(range("linearRange([[...Array(30).fill(0), 2e7]])"))
                .extracting(Number::doubleValue)
                .containsExactly(-1.0, 1.0);
    }

    @Test
    void aLineFarFromTheOthersIsNotASpike() {
        List<Number> range = range("linearRange([Array(99).fill(1), [1000, 1100, 1200]])");
        assertThat(range.get(1).doubleValue()).isGreaterThan(1200);
    }

    @Test
    void fewPointsAreAllShown() {
        assertThat(range("linearRange([[1, 1, 1, 900]])").get(1).doubleValue()).isGreaterThan(900);
    }

    @Test
    void aLogarithmicAxisCoversPositiveValues() {
        assertThat(range("logRange([[0, 1, 2e7, null]])"))
                .extracting(Number::doubleValue)
                .containsExactly(1.0, 1e8);
    }

    @Test
    void aLogarithmicAxisHasATickPerPowerOrFewerIfThereAreMany() {
        assertThat(range("logSplits(1, 1e5)"))
                .extracting(Number::doubleValue)
                .containsExactly(1.0, 10.0, 100.0, 1e3, 1e4, 1e5);
        assertThat(range("logSplits(0.3, 10)"))
                .extracting(Number::doubleValue)
                .containsExactly(0.5, 1.0, 2.0, 5.0, 10.0);
        assertThat(range("logSplits(1e-8, 1e8)")).hasSizeLessThan(10);
    }

    @Test
    void valuesOutsideTheAxisAreMarkedAndTheFullRangeIsOffered() {
        dashboardServer.runs();
        RunId id = fixture.submit("spiked", "dense", null);
        runs.starting(id, 1);
        runs.started(id);
        for (int step = 1; step <= 40; step++) {
            fixture.point(id, "train/grad_norm", step, step == 25 ? 2e7 : 1 + step % 3);
            fixture.point(id, "train/rate_loss", step, 0);
        }
        runs.finished(id);
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/runs/" + id);
        String note = "[data-key='train/grad_norm'] .beyond";
        waitForText(page, note, "1 point outside the axis range, up to 20 M");
        assertThat(page.locator("[data-key='train/rate_loss'] .beyond").isVisible()).isFalse();
        page.selectOption(".chart-tools [name=y]", "log");
        page.waitForSelector(note + "[hidden]", Chromium.ATTACHED);
        assertThat(page.url()).contains("y=log");
        // A logarithmic axis cannot show zero, so this chart stays linear.
        assertThat(page.locator("[data-key='train/rate_loss'] .beyond").isVisible()).isFalse();
        page.selectOption(".chart-tools [name=y]", "full");
        assertThat(page.locator(note).isVisible()).isFalse();
        page.reload();
        Chromium.settle(page);
        assertThat(page.inputValue(".chart-tools [name=y]")).isEqualTo("full");
        assertThat(dashboardServer.errors()).isEmpty();
        page.context().close();
    }

    private List<Number> range(String call) {
        Page page = dashboardServer.page();
        // the address below which the page's own scripts are, and so the library that they import
        String script =
                "document.querySelector('link[rel=stylesheet]').href"
                        + ".replace(/(assets\\/[^/]+)\\/.*/, '$1/js/y-axis.js')";
        Object range = page.evaluate("import(%s).then(axis => axis.%s)".formatted(script, call));
        page.context().close();
        return ((List<?>) range).stream().map(Number.class::cast).toList();
    }
}
