package org.dllm.platform.dashboard;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dllm.platform.home.LabFolders;
import org.dllm.platform.run.RunId;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.core.env.Environment;

/** The server under test and its browser pages. The database is filled on first use. */
@TestComponent
class DashboardServer {

    /** The tabs of a run's page. */
    static final List<String> TABS =
            List.of(
                    "charts",
                    "layers",
                    "samples",
                    "cost",
                    "spec",
                    "logs",
                    "artifacts",
                    "provenance");

    private final LabFixture fixture;
    private final LabFolders folders;
    private final Environment environment;
    private final List<String> errors = new ArrayList<>();
    private final List<Response> refused = new ArrayList<>();
    private Map<String, RunId> runs = Map.of();

    DashboardServer(LabFixture fixture, LabFolders folders, Environment environment) {
        this.fixture = fixture;
        this.folders = folders;
        this.environment = environment;
    }

    synchronized Map<String, RunId> runs() {
        if (runs.isEmpty()) {
            runs = fixture.fill();
        }
        return runs;
    }

    /** A signed-in page. Errors of the browser are recorded in {@link #errors}. */
    Page page(int width, ColorScheme scheme) {
        runs();
        errors.clear();
        refused.clear();
        BrowserContext profile = Chromium.profile(width, 900, scheme);
        Page page = profile.newPage();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") || message.type().equals("warning")) {
                errors.add(page.url() + ": " + message.text());
            }
        });
        page.onResponse(response -> {
            if (response.status() == 403) {
                refused.add(response);
            }
        });
        page.onPageError(error -> errors.add(page.url() + ": " + error));
        page.navigate(SignIn.link(url(""), token()));
        return page;
    }

    Page page() {
        return page(1440, ColorScheme.LIGHT);
    }

    void open(Page page, String path) {
        page.navigate(url(path));
        Chromium.settle(page);
    }

    String url(String path) {
        return "http://127.0.0.1:"
                + environment.getProperty("local.server.port")
                + environment.getProperty("server.servlet.context-path", "")
                + path;
    }

    /** Paths of all kinds of pages: menu pages, tabs of a run, lists, and runs in every state. */
    List<String> paths(List<DashboardPage> pages) {
        Map<String, RunId> ids = runs();
        Stream<String> fixed =
                Stream.concat(
                        pages.stream().map(DashboardPage::path),
                        Stream.of(
                                "/experiments/quickstart",
                                "/compare",
                                "/compare?runs=" + ids.get("dllm") + "," + ids.get("random"),
                                "/runs?state=CANCELLED&q=nothing",
                                "/runs/" + ids.get("running"),
                                "/runs/" + ids.get("failed"),
                                "/runs/" + ids.get("waiting")));
        Stream<String> tabs = TABS.stream().map(tab -> "/runs/" + ids.get("dllm") + "?tab=" + tab);
        return Stream.concat(fixed, tabs).toList();
    }

    private String token() {
        try {
            return Files.readString(folders.token()).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> errors() {
        return Stream.concat(errors.stream(), refused.stream().map(DashboardServer::refusal))
                .toList();
    }

    /** The request and the response, because the status alone does not explain a failure. */
    private static String refusal(Response response) {
        return "%s %s, sent %s: %s"
                .formatted(
                        response.request().method(),
                        response.url(),
                        response.request().allHeaders(),
                        response.text());
    }
}
