package org.dllm.experiments;

import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import ai.djl.ndarray.NDManager;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Instant;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class ArchitectureTests {

    private static final JavaClasses LAB =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("org.dllm.experiments");

    @Test
    void nothingKnowsSpringOrThePlatform() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.springframework..", "org.dllm.platform..")
                .check(LAB);
    }

    @Test
    void jacksonIsVersionThree() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "com.fasterxml.jackson.core..", "com.fasterxml.jackson.databind..")
                .check(LAB);
    }

    /**
     * The wall clock can be set, and it advances while the machine sleeps. Durations need another.
     */
    @Test
    void nothingReadsTheWallClock() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.time.Clock")
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .check(LAB);
    }

    @Test
    void packagesAreFreeOfCycles() {
        slices().matching("org.dllm.experiments.(*)..").should().beFreeOfCycles().check(LAB);
    }

    /** A specification is text that became a record: reading one loads no native library. */
    @Test
    void specificationsKnowNoTensors() {
        noClasses()
                .that()
                .haveSimpleNameEndingWith("Spec")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("ai.djl..")
                .check(LAB);
    }

    @Test
    void theCommandLineIsOnTop() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.dllm.experiments.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.dllm.experiments.cli..")
                .check(LAB);
    }

    /** Without a device it is the first GPU where there is one. */
    @Test
    void noArraysAreMadeWithoutSayingWhere() {
        noClasses().should().callMethod(NDManager.class, "newBaseManager").check(LAB);
    }

    @Test
    void theTensorPackageStandsOnItsOwn() {
        noClasses()
                .that()
                .resideInAPackage("org.dllm.experiments.tensor..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.dllm.experiments.model..",
                        "org.dllm.experiments.routing..",
                        "org.dllm.experiments.train..",
                        "org.dllm.experiments.eval..",
                        "org.dllm.experiments.data..",
                        "org.dllm.experiments.experiment..")
                .check(LAB);
    }

    /** With the user's locale, file names, SQL and addresses could contain Arabic digits. */
    @Test
    void everyProgramWritesNumbersAlikeWhereverItRuns() {
        classes()
                .that()
                .containAnyMethodsThat(name("main"))
                .should()
                .callMethod(Locale.class, "setDefault", Locale.class)
                .check(LAB);
    }
}
