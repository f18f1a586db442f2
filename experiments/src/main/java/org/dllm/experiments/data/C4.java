package org.dllm.experiments.data;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** C4 (Raffel et al. 2020): 300 web documents. The paper's template is the bare text. */
public record C4() implements DatasetSpec {

    @Override
    public About about() {
        return new About("300 web documents", "ODC-By", "allenai/c4");
    }

    @Override
    public List<DataFile> published() {
        return List.of(
                DataFile.of(
                        "train",
                        300,
                        "c4_demo.jsonl",
                        747189,
                        "f51528081ef22279f2840c02c4cd7cdfc372138be0817c5b8714d200af692b78"));
    }

    @Override
    public String version() {
        return "0.0";
    }

    @Override
    public boolean texts() {
        return true;
    }

    @Override
    public DefaultTask defaultTask() {
        return new DefaultTask("c4", DefaultTask.Kind.LIKELIHOOD, "train");
    }

    @Override
    public Stream<Example> read(Path dataDir, String split, Template template) {
        return RowExamples.of(
                file(dataDir, split),
                row -> {
                    String text = row.text("text");
                    return Example.text(
                            "c4-" + split + "-" + row.index(),
                            label(),
                            template == Template.HARNESS ? Detokenizer.detokenized(text) : text,
                            text);
                });
    }
}
