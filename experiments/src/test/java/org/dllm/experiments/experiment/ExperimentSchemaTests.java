package org.dllm.experiments.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import org.dllm.experiments.spec.SpecTrees;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The published schema, read by somebody else's validator. */
class ExperimentSchemaTests {

    private final Schema schema =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(SpecTrees.parse(ExperimentSchema.json()));

    @Test
    void everyShippedSpecAndItsCanonicalFormAreValid() {
        for (String name : Catalog.names()) {
            assertThat(errors(Catalog.text(name))).as(name).isEmpty();
            for (PlannedRun run : SpecDocument.parse(Catalog.text(name), List.of()).plan()) {
                assertThat(errors(SpecJson.canonical(run.spec()))).as(run.name()).isEmpty();
            }
        }
    }

    @Test
    void whatTheBinderRefusesTheSchemaRefuses() {
        assertThat(errors("{name: a, trian: {steps: 1}}")).hasSize(1);
        assertThat(errors("{name: a, train: {steps: -1}}")).hasSize(1);
        assertThat(errors("{name: a, train: {steps: 1, optimizer: {lr: 0}}}")).hasSize(1);
        assertThat(errors("{name: a, train: {steps: 1, optimizer: {beta1: 1}}}")).hasSize(1);
        assertThat(errors("{name: a, method: {type: Nothing}}")).isNotEmpty();
        assertThat(errors("{name: a, method: Dense, data: [{set: gsm8k}]}")).isEmpty();
    }

    @Test
    void aTaskThatIsNamedAfterItsSetNeedsNoSet() {
        assertThat(errors(SpecDocumentTests.GSM8K)).isEmpty();
        assertThat(errors("{name: a, evaluate: [{set: gsm8k}]}")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dense", "dENSE", "{type: dense}", "{type: dllm, target: 0.5}"})
    void theCaseOfATypeDoesNotCount(String method) {
        String text = "{name: a, model: {from: b}, method: %s}".formatted(method);
        assertThat(SpecDocument.parse(text, List.of()).plan()).hasSize(1);
        assertThat(errors(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"lora", "train", "data", "evaluate", "budget", "resources", "seed"})
    void aNameWithNothingBehindItStandsForWhatIsAbsent(String name) {
        String text = "name: a\nmodel: {from: b}\nmethod: dense\n%s:\n".formatted(name);
        assertThat(SpecDocument.parse(text, List.of()).plan()).hasSize(1);
        assertThat(errors(text)).isEmpty();
        assertThat(errors("name: a\nmodel:\n")).hasSize(1);
    }

    private List<Error> errors(String text) {
        return schema.validate(SpecTrees.parse(text));
    }
}
