package org.dllm.experiments.spec;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A rule between components of a record: a static method of theirs that throws {@link
 * IllegalArgumentException} where they do not fit. The record's constructor calls it too; apart
 * from it, it can be told while another component is wrong.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Rule {

    /** The components that it takes, in the order of its parameters. */
    String[] value();

    /** Of these the rule asks nothing that their settings decide, so it holds without them. */
    String[] byKind() default {};
}
