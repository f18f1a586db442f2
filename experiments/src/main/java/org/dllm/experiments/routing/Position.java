package org.dllm.experiments.routing;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import java.util.List;
import java.util.stream.IntStream;
import org.dllm.experiments.tensor.Script;

/**
 * The token's position p only: log(1 + p) / log(10000), and the sine and cosine of p at eight
 * wavelengths (Vaswani et al., 2017, section 3.5). A router that sees nothing of the token is a
 * control: what it reaches needs no content.
 */
public record Position() implements RouterInput {

    private static final int WAVES = 8;
    private static final double SLOWEST = 10_000;

    @Override
    public int width(int token) {
        return 1 + 2 * WAVES;
    }

    @Override
    public Features features(Decider.Seen seen, List<NDArray> weights) {
        int tokens = Math.toIntExact(seen.x().getShape().get(0));
        NDArray p = seen.x().getManager().arange((float) tokens).reshape(tokens, 1);
        var rates = new float[WAVES];
        IntStream.range(0, WAVES)
                .forEach(i -> rates[i] = (float) Math.pow(SLOWEST, -(double) i / WAVES));
        NDArray angle = p.mul(seen.x().getManager().create(rates).reshape(1, WAVES));
        NDArray far = p.add(1).log().div(Math.log(SLOWEST));
        NDArray values = NDArrays.concat(new NDList(far, angle.sin(), angle.cos()), 1);
        return new Features(values, seen.state());
    }

    @Override
    public Script.Text script() {
        return Script.text(
                Position.class, "no_input_arrays", "nothing_remembered", "position_input");
    }
}
