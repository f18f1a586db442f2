package org.dllm.experiments.spec;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.lang.annotation.Annotation;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reflection data of the types of a spec, cached because a plan may bind a thousand specs. */
final class Reflected {

    /** A record: its components, the names of its optional components, and its rules. */
    record Shape(
            List<RecordComponent> components,
            Set<String> optional,
            List<Method> rules,
            Constructor<?> constructor) {}

    private static final ClassValue<Shape> SHAPES =
            new ClassValue<>() {
                @Override
                protected Shape computeValue(Class<?> type) {
                    return shapeOf(type);
                }
            };

    private static final ClassValue<List<Class<?>>> KINDS =
            new ClassValue<>() {
                @Override
                protected List<Class<?>> computeValue(Class<?> sealed) {
                    return List.of(sealed.getPermittedSubclasses());
                }
            };

    private static final Map<String, Pattern> FORMS = new ConcurrentHashMap<>();

    private Reflected() {}

    static Shape shape(Class<?> type) {
        return SHAPES.get(type);
    }

    /** The rules of a record that need this value from outside; "" for the other rules. */
    static List<Method> rules(Class<?> type, String outside) {
        return shape(type).rules().stream()
                .filter(rule -> rule.getAnnotation(Rule.class).outside().equals(outside))
                .toList();
    }

    /** The records that a sealed interface permits. */
    static List<Class<?>> kinds(Class<?> sealed) {
        return KINDS.get(sealed);
    }

    /** The kind of a sealed type for a value without {@code type}. */
    static Optional<String> defaultKind(Class<?> sealed) {
        return Optional.ofNullable(sealed.getAnnotation(JsonTypeInfo.class))
                .map(JsonTypeInfo::defaultImpl)
                .filter(sealed::isAssignableFrom)
                .map(Class::getSimpleName);
    }

    /** Earlier names of components. */
    static Set<String> formerNames(List<RecordComponent> components) {
        return components.stream()
                .map(component -> component.getAnnotation(FormerName.class))
                .filter(Objects::nonNull)
                .map(FormerName::value)
                .collect(Collectors.toSet());
    }

    static Pattern pattern(TextFormat format) {
        return FORMS.computeIfAbsent(format.value(), Pattern::compile);
    }

    /** The allowed values of a component, in order; empty if all are allowed. */
    static List<String> allowed(RecordComponent component) {
        return Stream.concat(
                        Stream.ofNullable(component.getAnnotation(AllowedValues.class)),
                        Stream.of(component.getAnnotations())
                                .map(Annotation::annotationType)
                                .map(kind -> kind.getAnnotation(AllowedValues.class))
                                .filter(Objects::nonNull))
                .flatMap(values -> Stream.of(values.value()))
                .toList();
    }

    private static Shape shapeOf(Class<?> type) {
        List<RecordComponent> components = List.of(type.getRecordComponents());
        Set<String> optional =
                components.stream()
                        .filter(part -> part.getAnnotatedType().isAnnotationPresent(Nullable.class))
                        .map(RecordComponent::getName)
                        .collect(Collectors.toUnmodifiableSet());
        List<Method> rules =
                Stream.concat(Stream.of(type), Stream.of(type.getInterfaces()))
                        .flatMap(declaring -> Stream.of(declaring.getDeclaredMethods()))
                        .filter(method -> method.isAnnotationPresent(Rule.class))
                        .sorted(Comparator.comparing(Method::getName))
                        .toList();
        rules.forEach(rule -> rule.setAccessible(true));
        Class<?>[] parameters =
                components.stream().map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            return new Shape(components, optional, rules, type.getDeclaredConstructor(parameters));
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(type + " is not a record", e);
        }
    }
}
