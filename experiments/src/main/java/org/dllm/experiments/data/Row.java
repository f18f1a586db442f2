package org.dllm.experiments.data;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.exc.JsonNodeException;

/**
 * One record of a JSON file.
 *
 * @param index from 0: the line in a JSON lines file, or the index in a JSON list
 * @param line the line on which the record begins, from 1
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

    /** The integer of a field, from 0 and less than {@code below}. */
    int index(String name, int below) {
        JsonNode value = record.path(name);
        if (!value.canConvertToInt() || value.intValue() < 0 || value.intValue() >= below) {
            throw new IllegalArgumentException(
                    "an integer from 0 to %d named %s%s".formatted(below - 1, name, found(value)));
        }
        return value.intValue();
    }

    /** The index of a field's text in the list of allowed texts. */
    int oneOf(String name, List<String> texts) {
        int at = texts.indexOf(text(name).strip());
        if (at < 0) {
            throw new IllegalArgumentException(
                    "one of %s named %s%s"
                            .formatted(String.join(", ", texts), name, found(record.path(name))));
        }
        return at;
    }

    /** The number of a field, which may be written as a text. */
    BigDecimal number(String name) {
        JsonNode value = record.path(name);
        try {
            if (value.isNumber()) {
                return value.decimalValue();
            }
            if (value.isString()) {
                return new BigDecimal(value.stringValue().strip());
            }
        } catch (NumberFormatException | JsonNodeException _) {
            // reported below
        }
        throw new IllegalArgumentException("a number named " + name + found(value));
    }

    /** The truth value of a field. */
    boolean truth(String name) {
        JsonNode value = record.path(name);
        if (!value.isBoolean()) {
            throw new IllegalArgumentException("true or false named " + name + found(value));
        }
        return value.booleanValue();
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
        return ", found " + (value.isMissingNode() ? "none" : shown(value.toString()));
    }

    /** The beginning of a text, for a message. */
    static String shown(String text) {
        return text.length() > 80 ? text.substring(0, 79) + "…" : text;
    }
}
