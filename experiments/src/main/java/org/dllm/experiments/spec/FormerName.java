package org.dllm.experiments.spec;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * An earlier name of a record component with the values that it had. The binder accepts it in place
 * of the component, so that old specs bind; records and canonical text have the new name only.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface FormerName {

    /** The earlier name. */
    String value();

    /** The component's value for each value that the earlier name had, as a YAML object. */
    String values();
}
