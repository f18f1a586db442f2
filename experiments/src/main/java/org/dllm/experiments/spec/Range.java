package org.dllm.experiments.spec;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Bounds of a number, inclusive except for {@link #above} and {@link #below}. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Range {
    /** The largest whole number that a browser, which reads numbers as doubles, keeps exactly. */
    double EXACT = (1L << 53) - 1;

    double min() default Double.NEGATIVE_INFINITY;

    double max() default Double.POSITIVE_INFINITY;

    /** The value must be greater than this; for use instead of {@link #min}. */
    double above() default Double.NEGATIVE_INFINITY;

    /** The value must be less than this; for use instead of {@link #max}. */
    double below() default Double.POSITIVE_INFINITY;
}
