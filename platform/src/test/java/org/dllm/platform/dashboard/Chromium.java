package org.dllm.platform.dashboard;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The system's Chromium; one per JVM, because starting it takes seconds. */
final class Chromium {

    private static final List<String> PLACES =
            List.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome");

    private static final Browser BROWSER = start();

    private Chromium() {}

    /** A new profile without cookies or storage. */
    static BrowserContext profile(int width, int height, ColorScheme scheme) {
        BrowserContext context =
                BROWSER.newContext(
                        new NewContextOptions()
                                .setViewportSize(width, height)
                                .setColorScheme(scheme));
        context.setDefaultTimeout(60_000);
        return context;
    }

    static final Page.WaitForSelectorOptions ATTACHED =
            new Page.WaitForSelectorOptions().setState(WaitForSelectorState.ATTACHED);

    /** Waits until all content has loaded and is drawn. */
    static void settle(Page page) {
        page.waitForFunction(
                """
                () => document.readyState === 'complete'
                  && [...document.querySelectorAll('.skeleton')].every(one => !one.checkVisibility())
                  && [...document.querySelectorAll('.readout')].every(one => one.textContent || !one.checkVisibility())
                  && [...document.querySelectorAll('.heat canvas')].every(one => one.style.width || !one.checkVisibility())
                  && document.fonts.status === 'loaded'
                """);
    }

    private static Browser start() {
        // The browser of the system is used, so nothing is downloaded.
        var environment = Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
        Playwright playwright =
                Playwright.create(new Playwright.CreateOptions().setEnv(environment));
        Browser browser =
                playwright
                        .chromium()
                        .launch(
                                new LaunchOptions()
                                        .setExecutablePath(executable())
                                        .setTimeout(120_000)
                                        .setArgs(List.of("--no-sandbox", "--disable-gpu")));
        Runtime.getRuntime().addShutdownHook(new Thread(playwright::close));
        PlaywrightAssertions.setDefaultAssertionTimeout(60_000);
        return browser;
    }

    private static Path executable() {
        return Optional.ofNullable(System.getenv("CHROMIUM")).stream()
                .map(Path::of)
                .findFirst()
                .or(() -> PLACES.stream().map(Path::of).filter(Files::isExecutable).findFirst())
                .orElseThrow(() ->
                        new IllegalStateException(
                                "no Chromium at "
                                        + String.join(", ", PLACES)
                                        + "; install it, or set CHROMIUM to its path"));
    }

    /** Waits until the text of the first matching element is {@code text}. */
    static void waitForText(Page page, String selector, String text) {
        PlaywrightAssertions.assertThat(page.locator(selector).first()).hasText(text);
    }
}
