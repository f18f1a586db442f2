package org.dllm.experiments.method;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.dllm.experiments.model.LlamaConfig;
import org.dllm.experiments.routing.Decider;
import org.dllm.experiments.routing.Router.Start;
import org.dllm.experiments.routing.Router.Weight;
import org.dllm.experiments.routing.Site;
import org.dllm.experiments.routing.SiteMode;
import org.dllm.experiments.tensor.Script;

/**
 * Before every second layer a classifier looks at the model's next token and at what it was before
 * the layer that was looked at last; once it is sure, the token skips all later layers.
 */
public record EarlyExit() implements Method {

    private static final int FIRST = Site.attention(1);

    @Override
    public SiteMode mode(int site, int layers) {
        if (!Site.isAttention(site)) {
            return SiteMode.FOLLOW;
        }
        return site < FIRST ? SiteMode.EXECUTE : SiteMode.ASK;
    }

    @Override
    public Optional<Decider> decider(LlamaConfig model) {
        return Optional.of(new ExitDecider(2L * model.width() * model.vocabulary()));
    }

    /** All probes share one classifier of three features: probability, gap and rise. */
    private record ExitDecider(long head) implements Decider {

        private static final String PROBE =
                """
                def probe(self, x: Tensor, at: int, rs: List[Tensor], ws: List[Tensor], eps: float, state: List[Tensor]) -> Tensor:
                  # -> score (...) of an exit; also carries the likeliest token's probability
                  best, which = torch.topk(torch.softmax(self.head_logits(x, ws, eps), -1), 2, -1, True, True)
                  top = torch.select(best, -1, 0)
                  rise = top
                  if torch.len(state) > 0:
                    rise = top - state[1]
                    state[1] = top
                  else:
                    state.append(torch.zeros_like(top))
                    state.append(top)
                  features = torch.stack([top, top - torch.select(best, -1, 1), rise], -1)
                  return torch.squeeze(torch.matmul(features, rs[at]), -1) + rs[at + 1]
                """;

        private static final String INFERENCE =
                """
                def decide(self, x: Tensor, asked: Tensor, site: int, at: int, tokens: List[Tensor], rs: List[Tensor], ws: List[Tensor],
                    numbers: List[float], state: List[Tensor]) -> List[Tensor]:
                  if at >= 0:
                    z = self.probe(x, at, rs, ws, numbers[0], state)
                    state[0] = torch.maximum(state[0], torch.type_as(torch.gt(z, 0.0), x))
                  return [torch.eq(state[0], 0.0)]
                """;

        private static final String TRAINING =
                """
                def decide(self, x: Tensor, asked: Tensor, site: int, at: int, tokens: List[Tensor], noise: Tensor, rs: List[Tensor], ws: List[Tensor],
                    numbers: List[float], state: List[Tensor], terms: List[Tensor]) -> List[Tensor]:
                  if at >= 0:
                    z = self.probe(x, at, rs, ws, numbers[0], state)
                    soft = torch.sigmoid(z)
                    exits = torch.type_as(torch.gt(z, 0.0), x) + (soft - torch.detach(soft))
                    state[0] = 1.0 - (1.0 - state[0]) * (1.0 - exits)
                  return [1.0 - state[0]]
                """;

        @Override
        public List<Weight> weights() {
            return List.of(
                    new Weight("features", new Shape(3, 1), Start.linear(3)),
                    new Weight("out_bias", new Shape(1), Start.of(-1)));
        }

        @Override
        public int weightsOf(int site) {
            return Site.layer(site) % 2 == 1 ? FIRST : -1;
        }

        @Override
        public List<Script.Text> inference() {
            return List.of(
                    new Script.Text("probe", PROBE), new Script.Text("early exit", INFERENCE));
        }

        @Override
        public List<Script.Text> training() {
            return List.of(
                    new Script.Text("probe", PROBE),
                    new Script.Text("early exit, training", TRAINING),
                    Script.text(Decider.class, "no_losses"));
        }

        @Override
        public Decision decide(Seen seen) {
            NDArray before = seen.state(); // (T, 2): whether it has exited, the last probability
            if (seen.weights().isEmpty()) {
                NDArray carried = Objects.requireNonNull(before, "a probe comes first");
                return new Decision(carried.get(":, 0").eq(0), null, carried);
            }
            NDArray x = seen.x();
            NDArray meanSquare = x.square().mean(new int[] {-1}, true);
            NDArray h =
                    x.div(meanSquare.add(seen.surroundings().eps()).sqrt())
                            .mul(seen.surroundings().lastNorm());
            NDArray head = seen.surroundings().head().transpose();
            head.attach(x.getManager());
            NDArray best = h.matMul(head).softmax(-1).topK(2, -1, true, true).get(0);
            NDArray top = best.get(":, 0");
            NDArray rise = before == null ? top : top.sub(before.get(":, 1"));
            NDArray features = NDArrays.stack(new NDList(top, top.sub(best.get(":, 1")), rise), 1);
            NDArray exits =
                    features.matMul(seen.weights().get(0))
                            .squeeze(-1)
                            .add(seen.weights().get(1))
                            .gt(0)
                            .toType(DataType.FLOAT32, false);
            NDArray exited = before == null ? exits : before.get(":, 0").maximum(exits);
            return new Decision(exited.eq(0), null, NDArrays.stack(new NDList(exited, top), 1));
        }

        @Override
        public long flops(int site) {
            return weightsOf(site) < 0 ? 0 : head + 2 * 3;
        }
    }
}
