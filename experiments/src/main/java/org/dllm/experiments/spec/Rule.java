package org.dllm.experiments.spec;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A rule between components of a record: a static method of the record, or of an interface that it
 * implements, that throws {@link IllegalArgumentException} if they do not fit. The record's
 * constructor calls it too; the binder calls it separately, so that it is checked even if another
 * component is invalid.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Rule {

    /** The components that the rule reads, in the order of its parameters. */
    String[] value();

    /**
     * Name of a value from outside the spec, the rule's first parameter, such as the number of the
     * model's layers. {@link SpecDraft#check} checks such a rule, not the binder, and the rule may
     * read settings of components ({@code keep.layers}).
     */
    String outside() default "";

    /**
     * Components of which the rule reads only the kind, so that it is checked even if their
     * settings are invalid.
     */
    String[] byKind() default {};
}
