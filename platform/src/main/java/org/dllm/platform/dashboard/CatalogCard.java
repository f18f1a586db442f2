package org.dllm.platform.dashboard;

import java.util.List;

/**
 * A spec of the catalog. The leading comment of its YAML is its description.
 *
 * @param about the description, split at its backticks: text and code alternate, text first
 */
record CatalogCard(String name, List<String> about) {

    static CatalogCard of(String name, String description) {
        return new CatalogCard(name, List.of(description.split("`")));
    }
}
