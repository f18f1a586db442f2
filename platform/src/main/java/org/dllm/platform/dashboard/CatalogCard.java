package org.dllm.platform.dashboard;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A shipped spec as a choice; it says of itself what the comment at its head says.
 *
 * @param about words and code by turns, words first: code stands in backticks there
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
