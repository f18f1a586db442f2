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

/** The arrows between the platform's modules, and to what lies outside. */
class ArchitectureTests {

    private static final JavaClasses PLATFORM =
            new ClassFileImporter()
                    .withImportOption(new DoNotIncludeTests())
                    .importPackages("org.dllm.platform");

    @Test
    void modulesUseWhatTheySayAndNoMore() {
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
        // swagger-core, which describes our records, names their types with Jackson 2
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("org.dllm.platform.web.RecordSchemas")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.fasterxml.jackson.databind..")
                .check(PLATFORM);
    }

    @Test
    void nothingIsSerialisedTheJavaWay() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.io.ObjectInputStream")
                .check(PLATFORM);
    }

    /** H2's own servers allocate whatever length a packet announces, before the login. */
    @Test
    void noServerOfH2IsOpened() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.h2.tools..", "org.h2.server..")
                .check(PLATFORM);
    }

    /** Or file names, SQL and addresses have the digits of whoever starts it, Arabic ones too. */
    @Test
    void everyProgramWritesNumbersAlikeWhereverItRuns() {
        classes()
                .that()
                .containAnyMethodsThat(name("main"))
                .should()
                .callMethod(Locale.class, "setDefault", Locale.class)
                .check(PLATFORM);
    }
}
