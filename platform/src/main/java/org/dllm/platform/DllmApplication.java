package org.dllm.platform;

import java.util.Locale;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurationExcludeFilter;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.batch.autoconfigure.BatchAutoConfiguration;
import org.springframework.boot.batch.autoconfigure.BatchJobLauncherAutoConfiguration;
import org.springframework.boot.batch.autoconfigure.observation.BatchObservationAutoConfiguration;
import org.springframework.boot.batch.jdbc.autoconfigure.BatchJdbcAutoConfiguration;
import org.springframework.boot.context.TypeExcludeFilter;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.FilterType;
import org.springframework.modulith.Modulithic;

/**
 * The server. Spring Batch is not part of it: it runs in the child JVM of each run ({@code batch}),
 * with its own beans and tables.
 */
@Modulithic
@SpringBootConfiguration
@EnableAutoConfiguration(
        exclude = {
            BatchAutoConfiguration.class,
            BatchJdbcAutoConfiguration.class,
            BatchJobLauncherAutoConfiguration.class,
            BatchObservationAutoConfiguration.class
        })
@ConfigurationPropertiesScan
@ComponentScan(
        excludeFilters = {
            @Filter(type = FilterType.CUSTOM, classes = TypeExcludeFilter.class),
            @Filter(type = FilterType.CUSTOM, classes = AutoConfigurationExcludeFilter.class),
            @Filter(type = FilterType.REGEX, pattern = "org\\.dllm\\.platform\\.(batch|cli)\\..*")
        })
public class DllmApplication {

    public static void main(String... args) {
        Locale.setDefault(Locale.ENGLISH);
        SpringApplication.run(DllmApplication.class, args);
    }
}
