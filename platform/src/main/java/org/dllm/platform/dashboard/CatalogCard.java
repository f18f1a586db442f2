package org.dllm.platform.dashboard;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A spec of the catalog. The leading comment of its YAML is its description.
 *
 * @param about the description, split at its backticks: text and code alternate, text first
 */
record CatalogCard(String name, List<String> about) {

    static CatalogCard of(String name, String yaml) {
        String about =
                yaml.lines()
                        .takeWhile(line -> line.startsWith("#"))
                        .map(line -> line.substring(1).strip())
                        .collect(Collectors.joining(" "));
        return new CatalogCard(name, List.of(about.split("`")));
    }
}
