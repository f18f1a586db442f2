package org.dllm.experiments.spec;

import java.lang.reflect.RecordComponent;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads texts, numbers and truth values, and checks them against their component's annotations. */
final class Scalars {

    private Scalars() {}

    /** A value that its component does not accept. */
    record Refused(String expected) {}

    /** Whether values of a type are scalars. */
    static boolean has(Class<?> type) {
        return type == String.class
                || type == Boolean.class
                || type.isPrimitive()
                || Number.class.isAssignableFrom(type);
    }

    /** The value, or {@link Refused}. */
    static Object read(JsonNode node, Class<?> type, RecordComponent component) {
        if (type == String.class) {
            return text(node, component);
        }
        if (type == boolean.class || type == Boolean.class) {
            return node.isBoolean() ? (Object) node.booleanValue() : new Refused("true or false");
        }
        return number(node, type, component);
    }

    private static Object text(JsonNode node, RecordComponent component) {
        List<String> allowed = Reflected.allowed(component);
        TextFormat format = component.getAnnotation(TextFormat.class);
        if (!node.isString()
                || (!allowed.isEmpty() && !allowed.contains(node.stringValue()))
                || (format != null
                        && !Reflected.pattern(format).matcher(node.stringValue()).matches())) {
            return new Refused(Expectation.text(component));
        }
        return node.stringValue();
    }

    private static Object number(JsonNode node, Class<?> type, RecordComponent component) {
        boolean whole = type != double.class && type != Double.class;
        if (!node.isNumber()
                || !Double.isFinite(SpecTrees.number(node))
                || (whole && !node.canConvertToExactIntegral())
                || outside(SpecTrees.number(node), component.getAnnotation(Range.class))) {
            return new Refused(Expectation.number(component));
        }
        if (!whole) {
            return node.doubleValue();
        }
        boolean wide = type == long.class || type == Long.class;
        if (!(wide ? node.canConvertToLong() : node.canConvertToInt())) {
            Object most = wide ? (Object) Long.MAX_VALUE : (Object) Integer.MAX_VALUE;
            return new Refused(Expectation.number(component) + ", not above " + most);
        }
        return wide ? (Object) node.longValue() : (Object) node.intValue();
    }

    private static boolean outside(double value, @Nullable Range range) {
        return range != null
                && (value < range.min()
                        || value > range.max()
                        || value <= range.above()
                        || value >= range.below());
    }
}
