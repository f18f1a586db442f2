package org.dllm.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.support.TestPropertySourceUtils;

/** The whole server with its own port and home folder; it executes no runs. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@Import(TestLab.class)
@ContextConfiguration(initializers = ServerTest.FreshHome.class)
public @interface ServerTest {

    /** Gives each server a new home folder. */
    final class FreshHome implements ApplicationContextInitializer<ConfigurableApplicationContext> {
        @Override
        public void initialize(ConfigurableApplicationContext context) {
            try {
                Path homes =
                        Files.createDirectories(Path.of("target", "server-tests").toAbsolutePath());
                TestPropertySourceUtils.addInlinedPropertiesToEnvironment(
                        context,
                        "dllm.home=" + Files.createTempDirectory(homes, null),
                        // overrides the environment of the tests
                        "dllm.data-dir=",
                        "dllm.worker.slots=0",
                        "dllm.access.largest-body=50000");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
