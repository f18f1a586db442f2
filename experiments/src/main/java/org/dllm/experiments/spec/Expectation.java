package org.dllm.experiments.spec;

import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.stream.Collectors;

/** Describes the values that a component accepts, for error messages. */
final class Expectation {

    private Expectation() {}

    static String of(RecordComponent component) {
        Class<?> type = component.getType();
        if (type.isSealed()) {
            return "one of " + kinds(type);
        }
        if (type.isRecord()) {
            return "an object with " + names(type);
        }
        if (type == String.class || !Reflected.allowed(component).isEmpty()) {
            return text(component);
        }
        if (type == boolean.class) {
            return "true or false";
        }
        return isNumber(type) ? number(component) : "a list";
    }

    static String text(RecordComponent component) {
        List<String> allowed = Reflected.allowed(component);
        if (!allowed.isEmpty()) {
            return "one of " + String.join(", ", allowed);
        }
        TextFormat format = component.getAnnotation(TextFormat.class);
        return format == null ? "a text" : format.description();
    }

    /** The values that a component had under its former name. */
    static String former(FormerName former) {
        return String.join(" or ", SpecTrees.parse(former.values()).propertyNames());
    }

    static String names(Class<?> type) {
        return Reflected.shape(type).components().stream()
                .map(RecordComponent::getName)
                .collect(Collectors.joining(", "));
    }

    static String kinds(Class<?> sealed) {
        return Reflected.kinds(sealed).stream()
                .map(Class::getSimpleName)
                .collect(Collectors.joining(", "));
    }

    /** The range of a number, or of each number in a list. */
    static String number(RecordComponent component) {
        Class<?> type = component.getType();
        boolean broken = type == double.class || type == Double.class;
        String words = broken ? "a number" : "a whole number";
        Range range = component.getAnnotation(Range.class);
        if (range == null) {
            return words;
        }
        if (Double.isFinite(range.above())) {
            words += " above " + plain(range.above());
        }
        if (Double.isFinite(range.min())) {
            words += " of at least " + plain(range.min());
        }
        if (Double.isFinite(range.max())) {
            words += " and at most " + plain(range.max());
        }
        return Double.isFinite(range.below())
                ? words + " and below " + plain(range.below())
                : words;
    }

    private static boolean isNumber(Class<?> type) {
        return type.isPrimitive() || Number.class.isAssignableFrom(type);
    }

    private static String plain(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}
