package org.dllm.experiments.experiment;

import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.stream.Stream;
import org.dllm.experiments.data.DatasetSpec;
import org.dllm.experiments.spec.SpecSchema;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The published JSON Schema of a {@link SpecDocument}, for editors and for clients.
 *
 * <p>It accepts every document that the platform accepts. A shared value is constrained unless a
 * sweep changes it or every variant replaces it. Without a shared value, each variant's own value
 * is constrained. The values of a document with data sets or scales are not constrained.
 */
public final class SpecDocumentSchema {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String ALL = "#/$defs/";

    private SpecDocumentSchema() {}

    /** JSON Schema 2020-12. */
    public static String json() {
        ObjectNode schema = NODES.objectNode();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("title", "D-LLM Lab experiment");
        schema.put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        ObjectNode changes = NODES.objectNode().put("type", "object");
        ArrayNode rules = NODES.arrayNode();
        ObjectNode parts = NODES.objectNode();
        for (RecordComponent part : ExperimentSpec.class.getRecordComponents()) {
            String name = part.getName();
            properties.putObject(name);
            changes.withObject("properties").putObject(name);
            parts.set(name, name.equals("evaluate") ? tasks(part) : SpecSchema.of(part));
            rules.add(shared(part)).add(own(part));
        }
        properties.putObject("description").putArray("type").add("string").add("null");
        properties.putObject("baseline").put("type", "string");
        properties.putObject(Scale.SELECTED).put("type", "string");
        properties
                .putObject(Scale.ALL)
                .put("type", "object")
                .putObject("additionalProperties")
                .put("type", "object");
        changes.put("additionalProperties", false);
        for (String section : List.of(NamedChanges.DATASETS, NamedChanges.VARIANTS)) {
            properties
                    .putObject(section)
                    .put("type", "object")
                    .put("minProperties", 1)
                    .set("additionalProperties", changes.deepCopy());
        }
        properties
                .putObject("sweep")
                .put("type", "object")
                .putObject("additionalProperties")
                .put("type", "array")
                .put("minItems", 1);
        schema.put("additionalProperties", false);
        schema.putObject("if").set("not", either(NamedChanges.DATASETS, Scale.ALL));
        schema.putObject("then").set("allOf", rules);
        schema.set("$defs", parts);
        return schema.toPrettyString();
    }

    /** Matches a document with one of these names, whose runs may take any value from there. */
    private static ObjectNode either(String... names) {
        ObjectNode either = NODES.objectNode();
        ArrayNode any = either.putArray("anyOf");
        for (String name : names) {
            any.addObject().putArray("required").add(name);
        }
        return either;
    }

    /** A task that is named after its data set does not need {@code set}. */
    private static ObjectNode tasks(RecordComponent evaluate) {
        ObjectNode tasks = SpecSchema.of(evaluate);
        for (JsonNode choice : tasks.at("/items/oneOf")) {
            if (choice instanceof ObjectNode task && task.has("properties")) {
                var required = task.withArray("required");
                required.removeIf(name -> name.asString().equals("set"));
                var either = task.putArray("anyOf");
                either.addObject().putArray("required").add("set");
                either.addObject().putObject("properties").set("task", kinds(DatasetSpec.class));
            }
        }
        return tasks;
    }

    /** A variant without its own value uses the shared value. */
    private static ObjectNode shared(RecordComponent part) {
        ObjectNode all = NODES.objectNode();
        all.putArray("required").add("variants");
        all.putObject("properties")
                .putObject("variants")
                .putObject("additionalProperties")
                .putArray("required")
                .add(part.getName());
        ObjectNode rule = NODES.objectNode();
        rule.set("if", all);
        rule.set("else", part(List.of(), part));
        return rule;
    }

    /** A variant's value replaces the shared value; objects are merged with it. */
    private static ObjectNode own(RecordComponent part) {
        String name = part.getName();
        ObjectNode whole = NODES.objectNode().put("$ref", ALL + name);
        Class<?> type = part.getType();
        ObjectNode anything = NODES.objectNode();
        ObjectNode rule = NODES.objectNode();
        if (type.isRecord() || type.isSealed()) {
            rule.putObject("if").putArray("required").add(name);
            rule.set(
                    "then",
                    inVariants(name, type.isRecord() ? partial(SpecSchema.of(part)) : anything));
            rule.set("else", inVariants(name, whole));
        } else {
            // an object changes each entry of the shared list
            ObjectNode value = NODES.objectNode();
            value.putArray("anyOf").add(whole).addObject().put("type", "object");
            rule = inVariants(name, List.class.isAssignableFrom(type) ? value : whole);
        }
        return unless(swept(List.of(name), true), rule);
    }

    private static ObjectNode inVariants(String name, ObjectNode value) {
        ObjectNode changes = NODES.objectNode();
        changes.putObject("properties").set(name, value);
        ObjectNode variants = NODES.objectNode();
        variants.putObject("properties").putObject("variants").set("additionalProperties", changes);
        return variants;
    }

    /** The same object with all parts optional, since they may be set elsewhere. */
    private static ObjectNode partial(ObjectNode record) {
        record.remove(List.of("required", "allOf"));
        ObjectNode properties = record.withObject("properties");
        for (String name : List.copyOf(properties.propertyNames())) {
            ObjectNode value = properties.withObject("/" + name);
            if (value.has("properties")) {
                partial(value);
            } else if (value.has("oneOf")) {
                value.removeAll();
            }
        }
        return record;
    }

    /** The constraints of a component, unless a sweep changes it or a part of it. */
    private static ObjectNode part(List<String> around, RecordComponent component) {
        String name = component.getName();
        List<String> path = Stream.concat(around.stream(), Stream.of(name)).toList();
        ObjectNode whole = NODES.objectNode();
        if (around.isEmpty()) {
            whole.putObject("properties").putObject(name).put("$ref", ALL + name);
        } else {
            whole.putObject("properties").set(name, SpecSchema.of(component));
        }
        if (SpecSchema.isRequired(component)) {
            whole.putArray("required").add(name);
        }
        ObjectNode rule = unless(swept(path, true), within(around, whole));
        Class<?> type = component.getType();
        if (type.isRecord() || type.isSealed()) {
            ArrayNode inner = NODES.arrayNode();
            if (type.isRecord()) {
                parts(path, type, inner);
            } else {
                kinds(path, type, inner);
            }
            ObjectNode all = NODES.objectNode();
            all.set("allOf", inner);
            rule.set("else", unless(swept(path, false), all));
        }
        return rule;
    }

    private static void parts(List<String> path, Class<?> record, ArrayNode rules) {
        ObjectNode names = NODES.objectNode();
        ObjectNode properties = names.putObject("properties");
        if (SpecSchema.isKind(record)) {
            properties.putObject("type");
        }
        for (RecordComponent component : record.getRecordComponents()) {
            properties.putObject(component.getName());
            rules.add(part(path, component));
        }
        names.put("additionalProperties", false);
        rules.add(within(path, names));
    }

    private static void kinds(List<String> path, Class<?> sealed, ArrayNode rules) {
        ArrayNode inner = NODES.arrayNode();
        inner.add(within(path, typed(kinds(sealed))));
        for (Class<?> kind : sealed.getPermittedSubclasses()) {
            ArrayNode parts = NODES.arrayNode();
            parts(path, kind, parts);
            ObjectNode rule = NODES.objectNode();
            String name = kind.getSimpleName();
            rule.set("if", within(path, typed(SpecSchema.inAnyCase(List.of(name)))));
            rule.putObject("then").set("allOf", parts);
            inner.add(rule);
        }
        ObjectNode all = NODES.objectNode();
        all.set("allOf", inner);
        List<String> type = Stream.concat(path.stream(), Stream.of("type")).toList();
        rules.add(unless(swept(type, true), all));
    }

    private static ObjectNode kinds(Class<?> sealed) {
        return SpecSchema.inAnyCase(
                Stream.of(sealed.getPermittedSubclasses()).map(Class::getSimpleName).toList());
    }

    private static ObjectNode typed(ObjectNode name) {
        ObjectNode object = NODES.objectNode();
        object.putArray("required").add("type");
        object.putObject("properties").set("type", name);
        return object;
    }

    private static ObjectNode unless(ObjectNode condition, ObjectNode rule) {
        ObjectNode conditional = NODES.objectNode();
        conditional.putObject("if").set("not", condition);
        conditional.set("then", rule);
        return conditional;
    }

    /**
     * Matches a sweep that has a path, as {@link org.dllm.experiments.spec.SpecTrees#set} reads it.
     *
     * @param into whether paths below it match too
     */
    private static ObjectNode swept(List<String> path, boolean into) {
        String names =
                String.join(
                        "[.\\[]",
                        path.stream()
                                .map(name -> "\\]*" + name.replaceAll("[a-zA-Z]", "$0\\\\]*"))
                                .toList());
        ObjectNode none = NODES.objectNode();
        none.putObject("propertyNames")
                .putObject("not")
                .put("pattern", "^" + names + (into ? "(?:[.\\[]|$)" : "$"));
        ObjectNode swept = NODES.objectNode();
        swept.putArray("required").add("sweep");
        swept.putObject("properties").putObject("sweep").set("not", none);
        return swept;
    }

    private static ObjectNode within(List<String> path, ObjectNode rule) {
        ObjectNode outer = rule;
        for (String name : path.reversed()) {
            ObjectNode inner = outer;
            outer = NODES.objectNode();
            outer.putObject("properties").set(name, inner);
        }
        return outer;
    }
}
