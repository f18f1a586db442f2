package org.dllm.experiments.data;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Computes the answer from the prompt, independent of the generators. */
final class Oracle {

    private static final Pattern STEP = Pattern.compile("[a-h]([+*-])(\\d)");

    private Oracle() {}

    static String answer(Family family, String prompt) {
        String body = prompt.endsWith(":") ? prompt.substring(0, prompt.length() - 1) : prompt;
        return switch (family) {
            case Chain _ -> chain(body);
            case Addition _ ->
                    String.valueOf(
                            Arrays.stream(body.split("\\+")).mapToLong(Long::parseLong).sum());
            case Recall _ -> {
                char key = body.charAt(body.length() - 1);
                yield body.substring(body.indexOf(key) + 1, body.indexOf(key) + 2);
            }
            case Reversal _ -> new StringBuilder(body.substring(1)).reverse().toString();
            case Sorting _ -> {
                char[] digits = body.substring(1).toCharArray();
                Arrays.sort(digits);
                yield new String(digits);
            }
        };
    }

    private static String chain(String body) {
        long value = Long.parseLong(body.substring(0, 1));
        for (Matcher step = STEP.matcher(body); step.find(); ) {
            long operand = Long.parseLong(step.group(2));
            value +=
                    switch (step.group(1)) {
                        case "+" -> operand;
                        case "-" -> -operand;
                        default -> value * (operand - 1);
                    };
            value = Math.floorMod(value, 10);
        }
        return String.valueOf(value);
    }
}
