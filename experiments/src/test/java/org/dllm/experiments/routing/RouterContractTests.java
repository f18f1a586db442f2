package org.dllm.experiments.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;
import java.util.stream.Collectors;
import org.dllm.experiments.random.RandomStream;
import org.dllm.experiments.random.RandomStreams;
import org.dllm.experiments.tensor.Script;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Properties that every router must have. */
public class RouterContractTests {

    /** One example of each router type and of each variant of a type. */
    public static final List<RouterSpec> EXAMPLES =
            List.of(
                    new TokenMlp(16),
                    new TokenMlp(16, new Position(), false),
                    new TokenMlp(16, new DepthState(4), true),
                    new TokenLinear(new Normed()),
                    new TokenLinear(new Previous()),
                    new TokenLinear(new Raw()));

    private static final int WIDTH = 32;
    private static final double EPS = 1e-5;

    private final NDManager manager = NDManager.newBaseManager();
    private final RandomStream random = new RandomStreams(3).stream("routers");

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void examplesCoverEveryRegisteredRouterAndInput() {
        Set<Class<?>> examples =
                EXAMPLES.stream().map(Object::getClass).collect(Collectors.toSet());
        assertThat(examples).containsExactlyInAnyOrder(RouterSpec.class.getPermittedSubclasses());
        Set<Class<?>> inputs =
                EXAMPLES.stream().map(spec -> spec.input().getClass()).collect(Collectors.toSet());
        assertThat(inputs).containsExactlyInAnyOrder(RouterInput.class.getPermittedSubclasses());
    }

    @ParameterizedTest
    @FieldSource("EXAMPLES")
    void bothFormsComputeTheSameLogits(RouterSpec spec) {
        int width = spec.input().width(WIDTH);
        Router router = spec.router(width);
        List<NDArray> weights = drawn(router);
        Script asked = Script.of(List.of(router.script()), RouterContractTests.class, "asked");
        for (Shape shape : List.of(new Shape(5, width), new Shape(2, 7, width))) {
            NDArray x = array(shape, random::gaussian);
            NDArray expected = router.logits(x, weights, EPS);
            var inputs = new NDList(x, manager.create(EPS));
            inputs.addAll(named(manager.create(0f), manager.create(0f)));
            inputs.addAll(named(weights.toArray(NDArray[]::new)));
            NDArray actual = asked.infer(inputs).singletonOrThrow();
            assertThat(actual.getShape()).isEqualTo(expected.getShape());
            assertThat(actual.toFloatArray())
                    .containsExactly(expected.toFloatArray(), offset(1e-5f));
        }
    }

    @ParameterizedTest
    @FieldSource("EXAMPLES")
    void mostTokensExecuteInitially(RouterSpec spec) {
        var surroundings =
                new Decider.Surroundings(
                        new boolean[500],
                        500,
                        manager.ones(new Shape(WIDTH)),
                        manager.ones(new Shape(2, WIDTH)),
                        EPS);
        List<NDArray> inputs = started(spec.input().weights(WIDTH));
        Router router = spec.router(spec.input().width(WIDTH));
        List<NDArray> weights = started(router.weights());
        for (double scale : List.of(1.0, 10.0, 100.0)) {
            NDArray x = array(new Shape(500, WIDTH), () -> scale * random.gaussian());
            var seen = new Decider.Seen(x, 0, inputs, null, surroundings);
            NDArray z = router.logits(spec.input().features(seen, inputs).values(), weights, EPS);
            assertThat(z.softmax(-1).get(":, 1").mean().getFloat())
                    .as("a stream with scale %s", scale)
                    .isBetween(.8f, .92f);
        }
    }

    @ParameterizedTest
    @FieldSource("EXAMPLES")
    void flopsCountTheMatricesOfADecision(RouterSpec spec) {
        long matrices =
                new Threshold(spec, WIDTH, null)
                        .weights().stream()
                                .map(Router.Weight::shape)
                                .filter(shape -> shape.dimension() > 1)
                                .mapToLong(Shape::size)
                                .sum();
        assertThat(spec.flops(WIDTH)).isEqualTo(2 * matrices);
    }

    @ParameterizedTest
    @FieldSource("EXAMPLES")
    void weightNamesAreUnique(RouterSpec spec) {
        assertThat(new Threshold(spec, WIDTH, null).weights())
                .extracting(Router.Weight::name)
                .doesNotHaveDuplicates();
    }

    @Test
    void aRouterWithMissingWeightsIsRejected() {
        var decider = new Threshold(new TokenMlp(16), WIDTH, null);
        var weights = new TreeMap<>(Map.of(4, List.of(manager.create(1f))));
        assertThatThrownBy(() -> new Routers(decider, weights))
                .hasMessageContaining("needs 5 arrays, found 1");
    }

    private List<NDArray> started(List<Router.Weight> weights) {
        var arrays = new ArrayList<NDArray>();
        weights.forEach(weight -> arrays.add(array(weight.shape(), weight.start().from(random))));
        return arrays;
    }

    private List<NDArray> drawn(Router router) {
        return router.weights().stream()
                .map(weight -> array(weight.shape(), random::gaussian))
                .toList();
    }

    private NDArray array(Shape shape, DoubleSupplier values) {
        var floats = new float[Math.toIntExact(shape.size())];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values.getAsDouble();
        }
        return manager.create(floats, shape);
    }

    private static List<NDArray> named(NDArray... arrays) {
        for (NDArray array : arrays) {
            array.setName("rs[]");
        }
        return List.of(arrays);
    }
}
