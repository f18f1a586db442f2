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
     * Components of which the rule reads only the kind, so that it is checked even if their
     * settings are invalid.
     */
    String[] byKind() default {};
}
