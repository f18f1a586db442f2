package org.dllm.notebooks;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The time limit of queries, DLLM_QUERY_LIMIT: seconds, or a number and a unit as {@code 5m}. */
record QueryLimit(Duration time) {

    private static final String VARIABLE = "DLLM_QUERY_LIMIT";
    private static final Duration DEFAULT = Duration.ofMinutes(5);
    private static final Pattern TEXT = Pattern.compile("(\\d{1,9})([smh]?)");

    static QueryLimit of(Map<String, String> environment) {
        String text = environment.getOrDefault(VARIABLE, "").strip().toLowerCase(Locale.ROOT);
        if (text.isEmpty()) {
            return new QueryLimit(DEFAULT);
        }
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches() || Integer.parseInt(matcher.group(1)) == 0) {
            throw new IllegalArgumentException(
                    "%s: expected a number of seconds or a duration such as 5m, found %s"
                            .formatted(VARIABLE, text));
        }
        long number = Long.parseLong(matcher.group(1));
        return new QueryLimit(
                switch (matcher.group(2)) {
                    case "h" -> Duration.ofHours(number);
                    case "m" -> Duration.ofMinutes(number);
                    default -> Duration.ofSeconds(number);
                });
    }

    int seconds() {
        return (int) Math.min(Integer.MAX_VALUE / 1000, time.toSeconds());
    }
}
