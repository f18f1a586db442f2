package org.dllm.platform.cli;

import java.util.concurrent.Callable;
import org.dllm.experiments.text.TextTable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(
        name = "catalog",
        description =
                "Lists the shipped specs, which 'submit' accepts by name; with NAME, prints one.")
final class CatalogCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "NAME", arity = "0..1", description = "print the YAML of this spec")
    private @Nullable String name;

    @Mixin private JsonOption output = new JsonOption();

    CatalogCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (name != null) {
            session.print(session.api().text("catalog/" + Api.encode(name)).stripTrailing());
            return Main.OK;
        }
        JsonNode entries = session.api().get("catalog");
        if (output.json) {
            session.print(entries);
            return Main.OK;
        }
        var table = new TextTable("spec", "description");
        for (JsonNode entry : entries) {
            table.row(entry.path("name").asString(""), entry.path("description").asString(""));
        }
        session.print(table.toString().stripTrailing());
        return Main.OK;
    }
}
