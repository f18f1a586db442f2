package org.dllm.platform.dashboard;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Takes screenshots of every page of a running server, in both themes and two widths: {@code
 * Screenshots URL TOKEN FOLDER}. TOKEN is the content of the file {@code token} in the home folder
 * of the server.
 */
final class Screenshots {

    private static final int WIDE = 1440;
    private static final int NARROW = 360;

    private Screenshots() {}

    public static void main(String... args) {
        if (args.length != 3) {
            throw new IllegalArgumentException(
                    "expected URL TOKEN FOLDER, found " + args.length + " arguments");
        }
        Path folder = Path.of(args[2]);
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            for (int width : List.of(WIDE, NARROW)) {
                shoot(args[0], args[1], folder, scheme, width);
            }
        }
        System.exit(0); // the browser driver leaves threads running
    }

    private static void shoot(
            String server, String token, Path folder, ColorScheme scheme, int width) {
        try (BrowserContext profile = Chromium.profile(width, 900, scheme)) {
            Page page = profile.newPage();
            page.navigate(SignIn.link(server, token));
            for (String path : paths(page, server)) {
                page.navigate(server + path);
                Chromium.settle(page);
                String name =
                        "%s-%s-%d.png"
                                .formatted(
                                        name(path), scheme.name().toLowerCase(Locale.ROOT), width);
                page.screenshot(
                        new Page.ScreenshotOptions()
                                .setPath(folder.resolve(name))
                                .setFullPage(true));
            }
        }
    }

    /** Paths of the menu pages, the newest D-LLM run, its experiment, and a comparison. */
    private static List<String> paths(Page page, String server) {
        page.navigate(server + "/");
        var paths = new ArrayList<String>();
        for (var link : page.locator(".menu a").all()) {
            paths.add(String.valueOf(link.getAttribute("href")));
        }
        page.navigate(server + "/runs?state=FINISHED&q=dllm");
        var rows = page.locator("#runs tbody tr");
        if (rows.count() > 0) {
            String run = String.valueOf(rows.first().locator("a").first().getAttribute("href"));
            paths.add(
                    String.valueOf(
                            rows.first().locator("a[href^='/experiments/']").getAttribute("href")));
            for (String tab : DashboardServer.TABS) {
                paths.add(run + "?tab=" + tab);
            }
        }
        page.navigate(server + "/runs?state=FINISHED");
        List<String> ids = page.locator("#runs tbody tr td.id").allTextContents();
        if (ids.size() > 1) {
            paths.add("/compare?runs=" + String.join(",", ids.subList(0, Math.min(5, ids.size()))));
        }
        page.navigate(server + "/runs?state=RUNNING");
        if (rows.count() > 0) {
            paths.add(String.valueOf(rows.first().locator("a").first().getAttribute("href")));
        }
        return paths;
    }

    private static String name(String path) {
        if (path.equals("/")) {
            return "home";
        }
        return path.substring(1)
                .replaceFirst("^compare.*", "compare")
                .replaceFirst("^runs/[a-z2-7]{8}$", "running")
                .replaceFirst("^runs/[a-z2-7]{8}", "run")
                .replaceAll("[^a-zA-Z0-9]+", "-");
    }
}
