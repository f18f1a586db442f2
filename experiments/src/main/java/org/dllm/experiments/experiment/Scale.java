package org.dllm.experiments.experiment;

import java.util.ArrayList;
import java.util.List;
import org.dllm.experiments.spec.SpecError;
import org.dllm.experiments.spec.SpecErrors;
import org.dllm.experiments.spec.SpecTrees;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The scale of a document: {@code scales} maps a name to changes of the document, and {@code scale}
 * selects one of them. Like a change on the command line, a setting of the scale replaces the
 * shared value and the value of each data set and variant that has its own. The scale may also
 * change the {@code datasets}, the {@code variants} and the {@code sweep} of the document.
 */
final class Scale {

    static final String SELECTED = "scale";
    static final String ALL = "scales";

    private static final List<String> SECTIONS =
            List.of(NamedChanges.DATASETS, NamedChanges.VARIANTS);

    private Scale() {}

    /**
     * Applies the selected scale to the document.
     *
     * @param errors receives an unknown scale
     */
    static void apply(ObjectNode document, SpecErrors errors) {
        JsonNode scales = document.path(ALL);
        JsonNode selected = document.path(SELECTED);
        if (SpecTrees.REFUSED.equals(scales) || SpecTrees.REFUSED.equals(selected)) {
            return;
        }
        boolean none = scales.isMissingNode() && selected.isMissingNode();
        if (!scales.isObject() && !none) {
            boolean missing = scales.isMissingNode();
            errors.add(
                    new SpecError(
                            missing ? SELECTED : ALL,
                            missing ? "a document that has scales" : "an object of name: changes",
                            SpecTrees.shown(missing ? selected : scales)));
            return;
        }
        if (!none && !(scales.path(selected.asString("")) instanceof ObjectNode)) {
            errors.add(
                    new SpecError(
                            SELECTED,
                            "one of " + String.join(", ", scales.propertyNames()),
                            SpecTrees.shown(selected)));
        } else if (!none && scales.path(selected.asString("")) instanceof ObjectNode changes) {
            changes.properties()
                    .forEach(change -> apply(document, change.getKey(), change.getValue(), errors));
        }
    }

    private static void apply(ObjectNode document, String name, JsonNode value, SpecErrors errors) {
        if (SECTIONS.contains(name)) {
            value.properties()
                    .forEach(own ->
                            applyNamed(document, name, own.getKey(), own.getValue(), errors));
        } else if (name.equals("sweep")) {
            document.set(name, value.deepCopy());
        } else {
            List<ObjectNode> owners = owners(document, name);
            if (document.has(name) || !replacedEverywhere(document, name)) {
                owners.add(document);
            }
            owners.forEach(owner -> merge(owner, name, value));
        }
    }

    private static void applyNamed(
            ObjectNode document, String section, String name, JsonNode changes, SpecErrors errors) {
        if (document.path(section).path(name) instanceof ObjectNode own
                && changes instanceof ObjectNode object) {
            object.properties().forEach(change -> merge(own, change.getKey(), change.getValue()));
        } else {
            errors.add(
                    new SpecError(
                            "%s.%s.%s.%s"
                                    .formatted(
                                            ALL,
                                            document.path(SELECTED).asString(""),
                                            section,
                                            SpecTrees.quoted(name)),
                            "changes of one of "
                                    + String.join(", ", document.path(section).propertyNames()),
                            SpecTrees.shown(changes)));
        }
    }

    private static void merge(ObjectNode owner, String name, JsonNode value) {
        JsonNode old = owner.path(name);
        owner.set(name, old.isMissingNode() ? value.deepCopy() : SpecTrees.merge(old, value));
    }

    /** The data sets and variants that have their own value of a field. */
    private static List<ObjectNode> owners(ObjectNode document, String field) {
        var owners = new ArrayList<ObjectNode>();
        for (String section : SECTIONS) {
            for (JsonNode named : document.path(section)) {
                if (named instanceof ObjectNode own && own.has(field)) {
                    owners.add(own);
                }
            }
        }
        return owners;
    }

    /** Whether every data set, or every variant, has its own value of a field. */
    static boolean replacedEverywhere(ObjectNode document, String field) {
        return SECTIONS.stream()
                .map(document::path)
                .anyMatch(named ->
                        !named.isEmpty() && named.valueStream().allMatch(own -> own.has(field)));
    }
}
