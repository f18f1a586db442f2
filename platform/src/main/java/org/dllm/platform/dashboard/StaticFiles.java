package org.dllm.platform.dashboard;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.ResourcePatternResolver;
import org.springframework.http.CacheControl;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.webjars.WebJarVersionLocator;

/**
 * Serves scripts, styles and images below a path that contains a hash of their contents, so that
 * browsers cache them until they change. Scripts import each other by relative paths and therefore
 * share the path of the page's script.
 */
@Configuration(proxyBeanMethods = false)
class StaticFiles implements WebMvcConfigurer {

    private static final List<String> LIBRARIES = List.of("htmx.org", "uplot");

    private static final CacheControl KEEP =
            CacheControl.maxAge(Duration.ofDays(365)).cachePrivate().immutable();

    private final WebJarVersionLocator webjars = new WebJarVersionLocator();
    private final String root;

    StaticFiles(ResourcePatternResolver resources) {
        root = "/assets/" + hash(resources);
    }

    /** The common path prefix, used by the layout of pages. */
    public String root() {
        return root;
    }

    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        registry.addResourceHandler(root + "/**")
                .addResourceLocations("classpath:/static/")
                .setCacheControl(KEEP);
        for (String library : LIBRARIES) {
            registry.addResourceHandler("%s/webjars/%s/**".formatted(root, library))
                    .addResourceLocations(
                            "classpath:/META-INF/resources/webjars/%s/%s/"
                                    .formatted(library, version(library)))
                    .setCacheControl(KEEP);
        }
    }

    private String version(String library) {
        return Objects.requireNonNull(
                webjars.version(library),
                () -> "webjar " + library + " is missing from the class path");
    }

    private String hash(ResourcePatternResolver resources) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String library : LIBRARIES) {
                digest.update((library + version(library)).getBytes(StandardCharsets.UTF_8));
            }
            for (Resource file : resources.getResources("classpath:/static/**/*.*")) {
                digest.update(String.valueOf(file.getFilename()).getBytes(StandardCharsets.UTF_8));
                digest.update(file.getContentAsByteArray());
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
