package org.dllm.experiments.method;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import org.dllm.experiments.model.LlamaConfig;
import org.dllm.experiments.routing.Decider;
import org.dllm.experiments.routing.Router.Start;
import org.dllm.experiments.routing.Router.Weight;
import org.dllm.experiments.routing.SiteMode;
import org.dllm.experiments.tensor.Script;

/** A learned decision that sees the token's position only. */
public record PositionDecides() implements Method {

    @Override
    public SiteMode mode(int site, int layers) {
        return keep().mode(site, SiteMode.ASK);
    }

    @Override
    public KeepSpec keep() {
        return new KeepSpec(1, 1);
    }

    @Override
    public Optional<Decider> decider(LlamaConfig model) {
        return Optional.of(new PositionDecider());
    }

    private record PositionDecider() implements Decider {

        private static final String INFERENCE =
                """
                def decide(self, x: Tensor, asked: Tensor, site: int, at: int, tokens: List[Tensor], rs: List[Tensor], ws: List[Tensor],
                    numbers: List[float], state: List[Tensor]) -> List[Tensor]:
                  position = torch.to(torch.index_select(tokens[0], 0, asked), 6, False, False, None)
                  return [torch.ge(torch.cos(position) * rs[at] + rs[at + 1], 0.0)]
                """;

        private static final String TRAINING =
                """
                def decide(self, x: Tensor, asked: Tensor, site: int, at: int, tokens: List[Tensor], noise: Tensor, rs: List[Tensor], ws: List[Tensor],
                    numbers: List[float], state: List[Tensor], terms: List[Tensor]) -> List[Tensor]:
                  soft = torch.sigmoid(torch.cos(torch.to(tokens[0], 6, False, False, None)) * rs[at] + rs[at + 1])
                  return [torch.to(torch.ge(soft, 0.5), 6, False, False, None) + (soft - torch.detach(soft))]
                """;

        @Override
        public List<Weight> weights() {
            return List.of(
                    new Weight("wave", new Shape(1), Start.of(1.0)),
                    new Weight("out_bias", new Shape(1), Start.zeros()));
        }

        @Override
        public List<Script.Text> inference() {
            return List.of(new Script.Text("position", INFERENCE));
        }

        @Override
        public List<Script.Text> training() {
            return List.of(
                    new Script.Text("position, training", TRAINING),
                    Script.text(Decider.class, "no_losses"));
        }

        @Override
        public Decision decide(Seen seen) {
            NDArray position =
                    seen.x()
                            .getManager()
                            .arange((int) seen.x().getShape().get(0))
                            .toType(DataType.FLOAT32, false);
            NDArray z = position.cos().mul(seen.weights().get(0)).add(seen.weights().get(1));
            return new Decision(z.gte(0));
        }

        @Override
        public long flops(int site) {
            return 2;
        }
    }
}
