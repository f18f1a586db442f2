package org.dllm.platform.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.microsoft.playwright.Page;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Times on pages: relative or local, with the exact time on hover. */
@DashboardTest
class TimesTests {

    private static final ZoneId ZONE = ZoneId.of("America/St_Johns");
    private static final DateTimeFormatter LOCAL =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZONE);

    @Autowired private DashboardServer dashboardServer;

    @Test
    void everyTimeHasItsLocalAndItsExactTimeOnHover() {
        Page page = pageIn(ZONE);
        for (String path :
                List.of(
                        "/",
                        "/runs",
                        "/workers",
                        "/experiments/quickstart",
                        "/runs/" + dashboardServer.runs().get("dllm"),
                        "/runs/" + dashboardServer.runs().get("dllm") + "?tab=logs")) {
            dashboardServer.open(page, path);
            page.locator("time:visible").last().waitFor();
            for (var time : page.locator("time:visible").all()) {
                Instant exact = Instant.parse(String.valueOf(time.getAttribute("datetime")));
                assertThat(time.getAttribute("title"))
                        .as(path)
                        .isEqualTo(LOCAL.format(exact) + " local time\n" + exact);
            }
        }
        page.context().close();
    }

    @Test
    void logLinesShowTheLocalTimeOfDay() {
        Page page = pageIn(ZONE);
        dashboardServer.open(page, "/runs/" + dashboardServer.runs().get("dllm") + "?tab=logs");
        var time = page.locator("#panel-logs time").first();
        time.waitFor();
        Instant exact = Instant.parse(String.valueOf(time.getAttribute("datetime")));
        assertThat(time.textContent()).isEqualTo(LOCAL.format(exact).substring(11));
        page.context().close();
    }

    private Page pageIn(ZoneId zone) {
        Page page = dashboardServer.page();
        var timezone = new JsonObject();
        timezone.addProperty("timezoneId", zone.getId());
        page.context().newCDPSession(page).send("Emulation.setTimezoneOverride", timezone);
        return page;
    }
}
