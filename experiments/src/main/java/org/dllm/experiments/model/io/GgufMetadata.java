package org.dllm.experiments.model.io;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** The typed entries of a GGUF file. Errors name the key, the expected type and the value. */
record GgufMetadata(MappedFile file, SequencedMap<String, Object> entries) {

    private static final int LONGEST_TEXT = 200;

    boolean has(String key) {
        return entries.containsKey(key);
    }

    Optional<String> text(String key) {
        return Optional.ofNullable(as(key, String.class, "text"));
    }

    int integer(String key) {
        Long value = as(key, Long.class, "an integer");
        if (value == null) {
            throw file.error("the entry %s, an integer, is absent".formatted(key));
        }
        if (value < Integer.MIN_VALUE || value > Integer.MAX_VALUE) {
            throw file.error("the entry %s is %d, more than 32 bits".formatted(key, value));
        }
        return value.intValue();
    }

    int integer(String key, int absent) {
        return has(key) ? integer(key) : absent;
    }

    /** Returns a required number. */
    double number(String key) {
        if (!has(key)) {
            throw file.error("the entry %s, a number, is absent".formatted(key));
        }
        return number(key, 0);
    }

    /** Returns a float32 entry as the shortest decimal: 1e-5 and not 9.999999747378752E-6. */
    double number(String key, double absent) {
        Number value = as(key, Number.class, "a number");
        if (value == null) {
            return absent;
        }
        return value instanceof Float f ? Double.parseDouble(f.toString()) : value.doubleValue();
    }

    boolean flag(String key, boolean absent) {
        Boolean value = as(key, Boolean.class, "true or false");
        return value == null ? absent : value;
    }

    /**
     * Returns the values of a list of one type; empty if the entry is absent.
     *
     * @param most limit on the number of values
     */
    <T> List<T> list(String key, Class<T> type, int most) {
        GgufList list = as(key, GgufList.class, "a list");
        if (list == null) {
            return List.of();
        }
        if (list.count() > most) {
            throw file.error(
                    "the entry %s must have at most %d values, but has %d"
                            .formatted(key, most, list.count()));
        }
        List<Object> values = new GgufCursor(file).values(key, list);
        for (Object value : values) {
            if (!type.isInstance(value)) {
                throw file.error(
                        "the entry %s must be a list of %s, but holds %s"
                                .formatted(key, type.getSimpleName(), abbreviated(value)));
            }
        }
        return values.stream().map(type::cast).toList();
    }

    /** All entries as text; a list is described by its length. */
    Map<String, String> asText() {
        var text = new LinkedHashMap<String, String>();
        entries.forEach((key, value) -> text.put(key, abbreviated(value)));
        return text;
    }

    private <T> @Nullable T as(String key, Class<T> type, String expected) {
        Object value = entries.get(key);
        if (value == null) {
            return null;
        }
        if (!type.isInstance(value)) {
            throw file.error(
                    "the entry %s must be %s, but is %s"
                            .formatted(key, expected, abbreviated(value)));
        }
        return type.cast(value);
    }

    static String abbreviated(Object value) {
        if (value instanceof GgufList list) {
            return "a list of " + list.count();
        }
        String text = value.toString();
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "...";
    }
}
