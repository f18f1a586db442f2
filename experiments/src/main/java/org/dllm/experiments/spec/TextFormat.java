package org.dllm.experiments.spec;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The format of a text. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface TextFormat {

    /** A regular expression that the whole text matches. */
    String value();

    /** The format in words, for error messages: {@code cpu or cuda:n}. */
    String description();
}
