package org.dllm.platform.web;

import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import org.dllm.platform.run.RunId;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

/** The OpenAPI document, created at the first request for it. */
@Configuration(proxyBeanMethods = false)
class OpenApiConfiguration {

    @Bean
    @Lazy
    OpenAPI openApi() {
        SpringDocUtils.getConfig().replaceWithClass(RunId.class, String.class);
        return new OpenAPI()
                .info(
                        new Info()
                                .title("D-LLM Lab")
                                .version("v1")
                                .description(
                                        "Experiments with language models that decide for each"
                                            + " token which layers to execute. Numbers that are not"
                                            + " finite are the strings NaN, Infinity and -Infinity."
                                            + " Absent values are omitted."))
                .components(
                        new Components()
                                .addSecuritySchemes(
                                        "token",
                                        new SecurityScheme()
                                                .type(SecurityScheme.Type.HTTP)
                                                .scheme("bearer")))
                .addSecurityItem(new SecurityRequirement().addList("token"));
    }

    @Bean
    @Lazy
    ModelConverter recordSchemas() {
        return new RecordSchemas();
    }

    @Bean
    @Lazy
    OpenApiCustomizer problems() {
        return new ProblemResponses();
    }
}
