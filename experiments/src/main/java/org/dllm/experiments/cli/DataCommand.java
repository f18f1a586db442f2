package org.dllm.experiments.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.dllm.experiments.data.DatasetSpec;
import org.dllm.experiments.library.Fetch;
import org.dllm.experiments.library.Item;
import org.dllm.experiments.library.LibraryException;
import org.dllm.experiments.text.TextTable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists and fetches the data sets. */
@Command(name = "data", description = "List and fetch data sets.")
final class DataCommand {

    @Spec private @Nullable CommandSpec command;

    @Command(name = "list", description = "List the data sets and whether they are present.")
    int list(
            @Mixin DataFolderOption folder,
            @Option(names = "--json", description = "as JSON") boolean json) {
        folder.requireNamed();
        PrintWriter out = out();
        List<DatasetSpec> sets = DatasetSpec.all();
        if (json) {
            out.println(JsonText.of(sets.stream().map(set -> facts(set, folder.path())).toList()));
            return 0;
        }
        var table = new TextTable("set", "here", ">size", "licence", "splits (records)");
        for (DatasetSpec set : sets) {
            table.row(
                    set.label(),
                    set.item().map(item -> item.isIn(folder.path()) ? "yes" : "no").orElse("-"),
                    set.item().map(item -> "%.1f MB".formatted(item.bytes() / 1e6)).orElse("-"),
                    set.about().licence(),
                    splits(set));
        }
        out.print(table);
        out.println("Your own files need no code: docs/how-to/own-data.md");
        return 0;
    }

    private static String splits(DatasetSpec set) {
        return set.splits().stream()
                .map(split ->
                        split
                                + set.maxExamples(split).stream()
                                        .mapToObj(" %,d"::formatted)
                                        .findFirst()
                                        .orElse(""))
                .collect(Collectors.joining(", "));
    }

    private static Map<String, Object> facts(DatasetSpec set, Path dataDir) {
        var facts = new LinkedHashMap<String, Object>();
        facts.put("name", set.label());
        facts.put("type", set.getClass().getSimpleName());
        facts.put("title", set.about().title());
        facts.put("licence", set.about().licence());
        facts.put("origin", set.about().origin());
        facts.put("version", set.version());
        facts.put("task", set.defaultTask().name());
        var splits = new LinkedHashMap<String, Integer>();
        set.splits().forEach(split -> splits.put(split, set.maxExamples(split).orElse(0)));
        facts.put("splits", splits);
        List<Item.ItemFile> files = set.item().map(Item::files).orElse(List.of());
        facts.put("bytes", files.stream().mapToLong(Item.ItemFile::bytes).sum());
        facts.put("files", files.stream().map(Item.ItemFile::name).toList());
        facts.put("present", set.item().map(item -> item.isIn(dataDir)).orElse(true));
        facts.put("public", files.stream().allMatch(file -> file.home().isPresent()));
        return facts;
    }

    @Command(
            name = "fetch",
            description = "Fetch data sets into the data folder; all of them if none is named.")
    int fetch(
            @Parameters(paramLabel = "SET", arity = "0..*") @Nullable List<String> names,
            @Mixin DataFolderOption folder,
            @Mixin FileSourceOptions from,
            @Option(names = "--json", description = "as JSON") boolean json) {
        List<Item> known = DatasetSpec.all().stream().flatMap(set -> set.item().stream()).toList();
        List<Item> items =
                names == null || names.isEmpty()
                        ? known
                        : names.stream().map(name -> Item.named(name, "data set", known)).toList();
        var fetched = new ArrayList<Fetch.Fetched>();
        var failed = new ArrayList<LibraryException>();
        try (var progress = new FetchProgress(err())) {
            var fetch = new Fetch(from.source(), folder.path(), progress);
            for (Item item : items) {
                try {
                    fetched.addAll(fetch.fetch(item));
                } catch (LibraryException e) {
                    // the other sets are still fetched
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
