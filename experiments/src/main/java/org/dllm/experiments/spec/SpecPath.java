package org.dllm.experiments.spec;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.TokenStreamContext;

/** Paths into a spec: {@code data[0].share}, {@code sweep."train.steps"}. */
final class SpecPath {

    private SpecPath() {}

    /** The current path of a parser; empty at the outermost value. */
    static String of(@Nullable TokenStreamContext context) {
        if (context == null || context.inRoot()) {
            return "";
        }
        String before = of(context.getParent());
        if (context.inArray()) {
            return before + "[" + context.getCurrentIndex() + "]";
        }
        String name = String.valueOf(context.currentName());
        return before.isEmpty() ? name : before + "." + name;
    }

    /**
     * The names of a path. A name in single or double quotes may have dots and brackets.
     *
     * @return empty if a quote is not closed or is followed by more text
     */
    static List<String> names(String path) {
        var names = new ArrayList<String>();
        int at = 0;
        while (at <= path.length()) {
            char first = at < path.length() ? path.charAt(at) : '.';
            boolean quoted = first == '"' || first == '\'';
            int end = quoted ? path.indexOf(first, at + 1) : end(path, at);
            if (end < 0) {
                return List.of();
            }
            names.add(path.substring(quoted ? at + 1 : at, end));
            end += quoted ? 1 : 0;
            while (end < path.length() && path.charAt(end) == ']') {
                end++;
            }
            if (end < path.length() && path.charAt(end) != '.' && path.charAt(end) != '[') {
                return List.of();
            }
            at = end + 1;
        }
        return names;
    }

    /** The index of the equals sign after a path. One in quotes belongs to a name. */
    static int end(String change) {
        char quote = 0;
        for (int i = 0; i < change.length(); i++) {
            char c = change.charAt(i);
            boolean opens = i == 0 || ".[".indexOf(change.charAt(i - 1)) >= 0;
            if (quote == 0 && opens && (c == '"' || c == '\'')) {
                quote = c;
            } else if (c == quote) {
                quote = 0;
            } else if (quote == 0 && c == '=') {
                return i;
            }
        }
        return -1;
    }

    private static int end(String path, int from) {
        int end = from;
        while (end < path.length() && ".[]".indexOf(path.charAt(end)) < 0) {
            end++;
        }
        return end;
    }

    /** A name as part of a path, quoted if it would otherwise be read as several names. */
    static String quoted(String name) {
        return name.isEmpty() || name.matches(".*[.\\[\\]\"' =].*") ? "\"" + name + "\"" : name;
    }
}
