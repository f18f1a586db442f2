package org.dllm.platform;

import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

/** Dependencies between the platform's modules and on outside code. */
class ArchitectureTests {

    private static final JavaClasses PLATFORM =
            new ClassFileImporter()
                    .withImportOption(new DoNotIncludeTests())
                    .importPackages("org.dllm.platform");

    @Test
    void modulesUseOnlyTheirDeclaredDependencies() {
        ApplicationModules.of(DllmApplication.class).verify();
    }

    @Test
    void onlyTheBatchModuleTouchesTheEngine() {
        noClasses()
                .that()
                .resideOutsideOfPackages("org.dllm.platform.batch..", "org.dllm.platform.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "ai.djl..", "org.dllm.experiments.tensor..", "org.dllm.experiments.model..")
                .check(PLATFORM);
    }

    @Test
    void jsonIsReadAndWrittenByOneLibrary() {
        // swagger-core needs Jackson 2 types to describe records
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("org.dllm.platform.web.RecordSchemas")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.fasterxml.jackson.databind..")
                .check(PLATFORM);
    }

    @Test
    void nothingUsesJavaSerialization() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.io.ObjectInputStream")
                .check(PLATFORM);
    }

    /** Before the login, H2's own servers allocate any length that a packet announces. */
    @Test
    void noServerOfH2IsOpened() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.h2.tools..", "org.h2.server..")
                .check(PLATFORM);
    }

    /**
     * With the default locale, file names, SQL and addresses could contain other digits, such as
     * Arabic ones.
     */
    @Test
    void everyProgramFormatsNumbersIndependentlyOfTheLocale() {
        classes()
                .that()
                .containAnyMethodsThat(name("main"))
                .should()
                .callMethod(Locale.class, "setDefault", Locale.class)
                .check(PLATFORM);
    }
}
