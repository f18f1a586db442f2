package org.dllm.platform.dashboard;

import java.util.List;

/**
 * A shipped spec as a choice; it says of itself what the comment at its head says.
 *
 * @param about words and code by turns, words first: code stands in backticks there
 */
record CatalogCard(String name, List<String> about) {

    static CatalogCard of(String name, String description) {
        return new CatalogCard(name, List.of(description.split("`")));
    }
}
