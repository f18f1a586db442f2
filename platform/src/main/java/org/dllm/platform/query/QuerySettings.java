package org.dllm.platform.query;

import jakarta.validation.constraints.Positive;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.validation.annotation.Validated;

/**
 * @param limit time after which the server cancels a query
 * @param concurrent queries at a time; the server refuses further ones
 */
@Validated
@ConfigurationProperties("dllm.query")
public record QuerySettings(
        @DefaultValue("5m") @DurationUnit(ChronoUnit.SECONDS) @DurationMin(seconds = 1)
                Duration limit,
        @DefaultValue("2") @Positive int concurrent) {}
