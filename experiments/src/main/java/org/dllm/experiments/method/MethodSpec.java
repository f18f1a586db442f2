package org.dllm.experiments.method;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Optional;
import org.dllm.experiments.spec.SpecException;

/**
 * A method: how a run decides which token executes which site. To add a method, write a record and
 * add it to {@code permits}; defaults are those of the dense model.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "type")
public sealed interface MethodSpec extends Method
        permits AdaInfer,
                Dense,
                Dllm,
                MixtureOfDepths,
                PositionOnly,
                RandomSkip,
                SearchedLayers,
                ShortenedLlama,
                StaticLayers {

    /** The number of layers of the model, for rules. */
    String LAYERS = "layers of the model";

    /** The executed rate over tokens that are not forced in every layer. */
    String UNFORCED_RATE = "executed_rate/unforced_tokens";

    /** The sibling variant whose measured rate this method uses, if any. */
    default Optional<String> sibling() {
        return Optional.empty();
    }

    /** The sibling's metric that is used as rate. */
    default String rateMetric() {
        return "executed_rate";
    }

    /**
     * The rate that this method aims at; empty if it has none, or if it follows the rate of a
     * sibling that has not been measured yet.
     */
    default Optional<TargetRate> targetRate() {
        return Optional.empty();
    }

    /** Whether this method uses the sibling's rate of each layer. */
    default boolean needsLayerRates() {
        return false;
    }

    /** Copy of this method with the measured rate of the sibling. */
    default MethodSpec atRate(MeasuredRate rate) {
        throw new IllegalStateException(this + " has no rate to set");
    }

    /**
     * Thresholds of the decider at which a run evaluates the trained weights again, ascending. The
     * method's own threshold is not among them.
     */
    default List<Double> thresholds() {
        return List.of();
    }

    /**
     * Copy of this method that decides with another threshold at inference. The same weights fit
     * it.
     *
     * @param threshold in (0, 1)
     * @throws IllegalArgumentException the method has no threshold
     */
    default MethodSpec atThreshold(double threshold) {
        throw new IllegalArgumentException(
                "expected a method whose routers have a threshold, found " + text().label());
    }

    /** Whether the tokens of a finished run may differ in what they execute. */
    default boolean differsByToken() {
        return true;
    }

    /**
     * The text that {@link #resolve} needs; empty if the spec alone decides. A method with such a
     * text is unusable until it is {@link #resolved}.
     */
    default Optional<CalibrationSpec> calibrationText() {
        return keep().calibrationText();
    }

    /** Decides from the calibration text, once per run and before training. */
    default Resolution resolve(CalibratedModel model) {
        return keep().resolve(model);
    }

    /** The method that the run trains. */
    default MethodSpec resolved(Resolution resolution) {
        return keep().searched() == null ? this : withKeep(keep().resolved(resolution));
    }

    /** Copy of this method that keeps these layers and tokens. */
    default MethodSpec withKeep(KeepSpec keep) {
        throw new IllegalStateException(this + " does not keep layers");
    }

    /**
     * Number of training examples that {@link #fit} needs. They are held out: the run does not
     * train on them. 0 if nothing is decided after training.
     */
    default int heldOut() {
        return 0;
    }

    /**
     * Decides from held-out examples, once per run, between training and evaluation.
     *
     * @param decided what was decided before training
     * @return everything that the run decided
     */
    default Resolution fit(HeldOutModel model, Resolution decided) {
        return decided;
    }

    /**
     * The method that is evaluated and published.
     *
     * @param resolution what the run decided, after {@link #fit}
     */
    default Method fitted(Resolution resolution) {
        return resolved(resolution);
    }

    /**
     * Checks this method against a model with this number of layers. The check is a {@link
     * org.dllm.experiments.spec.Rule} that needs {@link #LAYERS}, so that specs with errors
     * elsewhere are checked too.
     *
     * @throws SpecException if the model lacks a named layer, or the requested rate is lower than
     *     the kept layers allow
     */
    default void requireReachable(int layers) {}

    /** Whether methods of this kind have routers. */
    static boolean hasRouters(Class<?> kind) {
        return Routed.class.isAssignableFrom(kind);
    }

    /** How the method is shown. */
    MethodText text();
}
