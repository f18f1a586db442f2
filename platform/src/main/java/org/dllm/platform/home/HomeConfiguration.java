package org.dllm.platform.home;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

@Configuration(proxyBeanMethods = false)
class HomeConfiguration {

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    /** Restricts the home folder to its owner before the database creates its first file there. */
    @Bean
    static BeanFactoryPostProcessor privateHome(Environment environment) {
        return _ -> {
            Path home = Path.of(environment.getRequiredProperty("dllm.home"));
            try {
                new HomePermissions(Files::setPosixFilePermissions).prepare(home);
            } catch (IOException e) {
                throw CannotStartException.unusable(home, e);
            }
        };
    }
}
