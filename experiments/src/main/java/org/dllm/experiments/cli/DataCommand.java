package org.dllm.experiments.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.dllm.experiments.library.Fetch;
import org.dllm.experiments.library.Item;
import org.dllm.experiments.library.Library;
import org.dllm.experiments.library.LibraryException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What there is to train and to evaluate on, and bringing it here. */
@Command(name = "data", description = "List the data sets; fetch them.")
final class DataCommand {

    @Spec private @Nullable CommandSpec command;

    @Command(name = "list", description = "The data sets, and whether they are here.")
    int list(
            @Mixin DataFolder folder,
            @Option(names = "--json", description = "as JSON") boolean json) {
        folder.requireNamed();
        PrintWriter out = out();
        List<Item> sets = Library.shipped().data();
        if (json) {
            out.println(JsonText.of(sets.stream().map(set -> facts(set, folder.path())).toList()));
            return 0;
        }
        for (Item set : sets) {
            out.printf(
                    Locale.ROOT,
                    "%-10s %-5s %7.1f MB  %-16s %s%n",
                    set.name(),
                    set.isIn(folder.path()) ? "here" : "-",
                    set.bytes() / 1e6,
                    set.licence(),
                    set.title());
        }
        return 0;
    }

    private static Map<String, Object> facts(Item set, Path dataDir) {
        var facts = new LinkedHashMap<String, Object>();
        facts.put("name", set.name());
        facts.put("title", set.title());
        facts.put("licence", set.licence());
        facts.put("origin", set.origin());
        facts.put("bytes", set.bytes());
        facts.put("files", set.files().stream().map(Item.ItemFile::name).toList());
        facts.put("present", set.isIn(dataDir));
        facts.put("public", set.files().stream().allMatch(file -> file.home().isPresent()));
        return facts;
    }

    @Command(
            name = "fetch",
            description = "Bring data sets into the data folder; all of them when none is named.")
    int fetch(
            @Parameters(paramLabel = "SET", arity = "0..*") @Nullable List<String> names,
            @Mixin DataFolder folder,
            @Mixin FetchFrom from,
            @Option(names = "--json", description = "as JSON") boolean json) {
        Library library = Library.shipped();
        List<Item> items =
                names == null || names.isEmpty()
                        ? library.data()
                        : names.stream().map(library::dataSet).toList();
        var fetched = new ArrayList<Fetch.Fetched>();
        var failed = new ArrayList<LibraryException>();
        try (var progress = new FetchProgress(err())) {
            var fetch = new Fetch(from.supply(), folder.path(), progress);
            for (Item item : items) {
                try {
                    fetched.addAll(fetch.bring(item));
                } catch (LibraryException e) {
                    // the others may come all the same
                    failed.add(e);
                }
            }
        }
        FetchProgress.report(fetched, json, out());
        failed.forEach(e -> err().println("dllm: " + e.getMessage()));
        return failed.isEmpty() ? 0 : 1;
    }

    private PrintWriter out() {
        return Objects.requireNonNull(command).commandLine().getOut();
    }

    private PrintWriter err() {
        return Objects.requireNonNull(command).commandLine().getErr();
    }
}
