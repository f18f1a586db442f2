package org.dllm.experiments.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.dllm.experiments.experiment.SpecDocumentTests.GSM8K;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import org.dllm.experiments.spec.SpecException;
import org.dllm.experiments.spec.SpecTrees;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** Checks the published schema with an independent validator. */
class SpecDocumentSchemaTests {

    private static final Schema SCHEMA =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(SpecTrees.parse(SpecDocumentSchema.json()));

    /** A document that the platform accepts. */
    static SpecDocument taken(SpecDocument document) {
        assertThat(errors(document.json())).as(document.json()).isEmpty();
        return document;
    }

    private static List<Error> errors(String text) {
        return SCHEMA.validate(SpecTrees.parse(text));
    }

    @Test
    void everyShippedSpecAndItsCanonicalFormAreValid() {
        for (String name : Catalog.names()) {
            assertThat(errors(Catalog.text(name))).as(name).isEmpty();
            for (PlannedRun run : SpecDocument.parse(Catalog.text(name), List.of()).plan()) {
                assertThat(errors(SpecJson.canonical(run.spec()))).as(run.name()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "model: {from: b}\nmethod: {type: Dllm}\nsweep: {method.target: [0.4, 0.5]}",
                "model: {from: b}\nmethod: {type: Dllm}\nsweep: {'method[target]]': [0.4]}",
                "model: {from: b}\nmethod: {target: 0.5}\nsweep: {method.type: [Dllm]}",
                "model: {from: b}\nsweep: {method: [Dense, {type: Dllm, target: 0.5}]}",
                "method: Dense\nsweep: {model.from: [b, c]}",
                "model: {}\nmethod: Dense\nsweep: {model.from: [b, c]}",
                "model: {from: b}\nmethod: Dense\ntrain: {batch: 4}\ndata: [{set: gsm8k}]\nsweep:"
                        + " {train.steps: [1, 2]}",
                "model: {from: b}\nmethod: Dense\nseed: many\nsweep: {seed: [1, 2]}",
                "model: {from: b}\nmethod: Dense\ndata: [{share: 2}]\nsweep: {'data[0].set':"
                        + " [gsm8k, {type: Synthetic}]}",
                "model: {from: b}\nvariants: {a: {method: Dense}, b: {method: {type: Dllm, target:"
                        + " 1}}}",
                "model: {from: b}\nmethod: {type: Dllm}\nvariants: {a: {method: {target: 0.5}}}",
                "method: Dense\nvariants: {a: {model: {from: b}}, b: {model: {from: c}}}",
                "model: {from: b}\n"
                        + "method: Dense\n"
                        + "train: {batch: 1}\n"
                        + "variants: {a: {train: {steps: 0}}, b: {train: {steps: 0, optimizer: {lr:"
                        + " 1}}}}",
                "model: {from: b}\nmethod: {type: None}\nvariants: {a: {method: Dense}}",
                "model: {from: b}\nmethod: Dense\ndescription:\nsweep: {}",
                "model: {from: b}\nmethod: Dense\nsweep: {seed: [9007199254740991]}",
                "model: {from: b, shape: }\nmethod: Dense\nevaluate: [{task: GSM8K}]",
                "model: {from: b}\nmethod: Dense\nname: x/y\nsweep: {name: [z]}"
            })
    void partsSetBySweepOrVariantsMayBeAbsentOrIncomplete(String rest) {
        String name = rest.contains("name:") ? "" : "name: a\n";
        taken(SpecDocument.parse(name + rest, List.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "trian: {steps: 1}",
                "train: {steps: -1}",
                "train: {steps: 0, optimizer: {lr: 0}}",
                "train: {steps: 0, optimizer: {beta1: 1}}",
                "train: {batch: 4}",
                "method: {type: Nothing}",
                "method: {type: Dllm}",
                "method: {type: RandomSkip}",
                "method: {type: RandomSkip, rate: 0.5, rateOf: x}",
                "model: {from: b, shape: {}}",
                "model:",
                "evaluate: [{set: gsm8k}]",
                "evaluate: [{task: other}]",
                "sweep: {seed: 1}",
                "sweep: {seed: []}",
                "variants: {}",
                "variants: {a: 3}",
                "variants: {a: {method: {type: Dllm, target: 0.5}}, b: {}}\nmethod: {type: Dllm}",
                "variants: {a: {lora: {rank: 0}}}",
                "variants: {a: {speling: 1}}",
                "variants: {a: {seed: x}}\nseed: 1",
                "seed: 9007199254740992",
                "seed: -9007199254740993",
                "variants: {a: {seed: 9223372036854775807}}",
                "evaluate: [{task: a, set: {type: Synthetic, seed: 9007199254740993}}]",
                "variants: {a: {lora: {rnk: 1}}}\nlora: {rank: 1}",
                "variants: {a: {train: {optimizer: {eps: 0}}}}\ntrain: {steps: 0}",
                "sweep: {train.optimizer.lr: [1.0e-3]}\ntrain: {steps: 0, bach: 1}",
                "sweep: {train.optimizer.lr: [1.0e-3]}\ntrain: {steps: many}",
                "sweep: {train.optimizer.lr: [1.0e-3]}\ntrain: {steps: 1, optimizer: {eps: 0}}",
                "sweep: {method.target: [0.5]}\nmethod: {type: Dllm, evic: true}",
                "sweep: {method.target: [0.5]}\nmethod: {type: Dllm, evict: 1}",
                "sweep: {method.target: [0.5]}\nmethod: {type: Nothing}",
                "sweep: {seed: [1]}\nmethod: {type: Dllm}"
            })
    void theSchemaRejectsInvalidDocumentsWherePossible(String part) {
        ObjectNode whole =
                (ObjectNode) SpecTrees.parse("{name: a, model: {from: b}, method: Dense}");
        whole.setAll((ObjectNode) SpecTrees.parse(part));
        assertThatThrownBy(() -> SpecDocument.parse(whole.toString(), List.of()))
                .as(part)
                .isInstanceOf(SpecException.class);
        assertThat(errors(whole.toString())).as(part).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dense", "dENSE", "{type: dense}", "{type: dllm, target: 0.5}"})
    void theCaseOfATypeDoesNotCount(String method) {
        String text = "{name: a, model: {from: b}, method: %s}".formatted(method);
        assertThat(taken(SpecDocument.parse(text, List.of())).plan()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lora", "train", "data", "evaluate", "budget", "resources", "seed"})
    void aNameWithoutAValueCountsAsAbsent(String name) {
        String text = "name: a\nmodel: {from: b}\nmethod: dense\n%s:\n".formatted(name);
        assertThat(taken(SpecDocument.parse(text, List.of())).plan()).hasSize(1);
    }

    @Test
    void aTaskThatIsNamedAfterItsSetNeedsNoSet() {
        assertThat(errors(GSM8K)).isEmpty();
    }
}
