package org.dllm.platform.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

/** Accessibility of pages by keyboard and screen reader. */
@DashboardTest
class AccessibilityTests {

    private static final List<String> COLOURS = List.of("color-contrast", "link-in-text-block");

    @Autowired private DashboardServer dashboardServer;
    @Autowired private List<DashboardPage> pages;

    /** Also on narrow screens, where tables scroll, and with the table of a heat map. */
    @ParameterizedTest
    @CsvSource({"LIGHT, 1440", "DARK, 1440", "LIGHT, 360"})
    void axeFindsNothing(ColorScheme scheme, int width) {
        Page page = dashboardServer.page(width, scheme);
        var found = new ArrayList<String>();
        List<String> paths = new ArrayList<>(dashboardServer.paths(pages));
        paths.add("/nothing/here");
        for (String path : paths) {
            dashboardServer.open(page, path);
            Locator table = page.locator(".heat button:visible:text('Table')").last();
            if (table.isVisible()) {
                table.click();
            }
            axe(page, scheme, width)
                    .analyze()
                    .getViolations()
                    .forEach(rule ->
                            rule.getNodes()
                                    .forEach(node ->
                                            found.add(
                                                    "%s: %s %s"
                                                            .formatted(
                                                                    path,
                                                                    rule.getId(),
                                                                    node.getHtml()))));
        }
        assertThat(found).isEmpty();
        page.context().close();
    }

    /** Colour rules run in both themes, all other rules at both widths. */
    private static AxeBuilder axe(Page page, ColorScheme scheme, int width) {
        var axe = new AxeBuilder(page);
        if (scheme == ColorScheme.DARK) {
            return axe.withRules(COLOURS);
        }
        return width < 1000 ? axe.disableRules(COLOURS) : axe;
    }

    @Test
    void everyPageHasOneTitleAndSkipsNoHeading() {
        Page page = dashboardServer.page();
        for (String path : dashboardServer.paths(pages)) {
            dashboardServer.open(page, path);
            int before = 0;
            for (Locator heading : page.locator("h1, h2, h3, h4, h5").all()) {
                if (!heading.isVisible()) {
                    continue;
                }
                int level = heading.evaluate("node => node.localName").toString().charAt(1) - '0';
                assertThat(level)
                        .as("%s: %s", path, heading.textContent())
                        .isBetween(before == 0 ? 1 : 2, before + 1);
                before = level;
            }
            assertThat(before).as(path).isPositive();
        }
        page.context().close();
    }

    @Test
    void aChartHasANameAndATableOfItsPoints() {
        Page page = dashboardServer.page();
        dashboardServer.open(page, "/runs/" + dashboardServer.runs().get("dllm"));
        Locator chart = page.locator("[data-key='train/lr']");
        assertThat(chart.locator("canvas[role=img]").getAttribute("aria-label"))
                .isEqualTo("Learning rate, per step: train/lr, 400 points");
        chart.getByText("Table").click();
        assertThat(chart.locator("tbody tr").count()).isEqualTo(400);
        assertThat(chart.locator("tbody tr").first().locator("td").allTextContents())
                .startsWith("train/lr", "1");
        page.context().close();
    }
}
