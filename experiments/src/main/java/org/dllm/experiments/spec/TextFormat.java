package org.dllm.experiments.spec;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a text has to look like. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface TextFormat {

    /** A regular expression that the whole text matches. */
    String value();

    /** The same in words, for who wrote something else: {@code cpu or cuda:n}. */
    String description();
}
