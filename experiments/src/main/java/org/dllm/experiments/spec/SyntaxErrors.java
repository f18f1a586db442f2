package org.dllm.experiments.spec;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;

/** Turns parser exceptions about invalid YAML into messages for users. */
final class SyntaxErrors {

    private static final Pattern NUMBER = Pattern.compile("Malformed numeric value '(.*): \\(.*");

    private static final Pattern WANTED = Pattern.compile("expected (.*), but (?:got|found) (.*)");

    private SyntaxErrors() {}

    static SpecError error(JacksonException e) {
        // Jackson's own location is that of the last complete token.
        if (e.getCause() instanceof MarkedYamlEngineException yaml) {
            return error(
                    yaml.getProblemMark().map(SyntaxErrors::place).orElseGet(() -> place(e)), yaml);
        }
        String message = e.getOriginalMessage().lines().findFirst().orElse("");
        Matcher number = NUMBER.matcher(message);
        if (number.matches()) {
            return new SpecError(place(e), "a finite number", number.group(1));
        }
        return new SpecError(place(e), "YAML or JSON", message);
    }

    private static SpecError error(String place, MarkedYamlEngineException yaml) {
        Matcher wanted = WANTED.matcher(yaml.getProblem());
        if (wanted.matches()) {
            return new SpecError(place, wanted.group(1), wanted.group(2));
        }
        String problem = yaml.getProblem().replaceFirst("^found ", "");
        String context = yaml.getContext();
        // "while scanning for the next token" adds nothing to the problem.
        boolean informative = context != null && !context.endsWith("next token");
        return new SpecError(
                place, "YAML or JSON", informative ? problem + " " + context : problem);
    }

    private static String place(Mark mark) {
        return place(mark.getLine() + 1, mark.getColumn() + 1);
    }

    private static String place(JacksonException e) {
        return place(e.getLocation());
    }

    static String place(@Nullable TokenStreamLocation at) {
        return at == null ? "" : place(at.getLineNr(), at.getColumnNr());
    }

    private static String place(int line, int column) {
        return "line " + line + ", column " + column;
    }
}
