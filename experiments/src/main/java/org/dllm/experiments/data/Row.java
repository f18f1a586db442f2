package org.dllm.experiments.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * One record of a JSON file.
 *
 * @param index from 0: the line in a file of JSON lines, the place in a JSON list
 * @param line from 1: where the record begins
 */
record Row(Path file, int index, long line, JsonNode record) {

    /** The text of a field. */
    String text(String name) {
        JsonNode value = record.path(name);
        if (!value.isString()) {
            throw new IllegalArgumentException("a text named " + name + found(value));
        }
        return value.stringValue();
    }

    /** The integer of a field, within {@code 0} and {@code below}. */
    int index(String name, int below) {
        JsonNode value = record.path(name);
        if (!value.canConvertToInt() || value.intValue() < 0 || value.intValue() >= below) {
            throw new IllegalArgumentException(
                    "an integer from 0 to %d named %s%s".formatted(below - 1, name, found(value)));
        }
        return value.intValue();
    }

    /** The texts of a field that is a list. */
    List<String> texts(String name) {
        return texts(record.path(name), name);
    }

    /** The texts of a list within an object. */
    List<String> texts(String object, String name) {
        return texts(record.path(object).path(name), object + "." + name);
    }

    private static List<String> texts(JsonNode value, String name) {
        if (!value.isArray()) {
            throw new IllegalArgumentException("a list named " + name + found(value));
        }
        var texts = new ArrayList<String>();
        for (JsonNode entry : value) {
            if (!entry.isString()) {
                throw new IllegalArgumentException("texts in the list " + name + found(entry));
            }
            texts.add(entry.stringValue());
        }
        return texts;
    }

    /** The end of a message about a value that is not as expected. */
    static String found(JsonNode value) {
        String text = value.isMissingNode() ? "none" : value.toString();
        return ", but got " + (text.length() > 80 ? text.substring(0, 79) + "…" : text);
    }
}
