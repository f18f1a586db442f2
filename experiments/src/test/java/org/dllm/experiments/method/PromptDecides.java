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
import org.dllm.experiments.routing.Site;
import org.dllm.experiments.routing.SiteMode;
import org.dllm.experiments.tensor.Script;

/** One decision per sequence and layer, from the mean of the prompt's tokens. */
public record PromptDecides() implements Method {

    @Override
    public SiteMode mode(int site, int layers) {
        if (!Site.isAttention(site)) {
            return SiteMode.FOLLOW;
        }
        return Site.layer(site) == 0 ? SiteMode.EXECUTE : SiteMode.ASK;
    }

    @Override
    public KeepSpec keep() {
        return new KeepSpec(0, 1);
    }

    @Override
    public Optional<Decider> decider(LlamaConfig model) {
        return Optional.of(new PromptDecider(model.width()));
    }

    private record PromptDecider(int width) implements Decider {

        private static final String SCORES =
                """
                def scores(self, x: Tensor, row: Tensor, inside: Tensor, S: int, at: int, rs: List[Tensor]) -> Tensor:
                  # x (n, D), row and inside (n): sequence, and whether the token counts -> a score for each token's sequence (n)
                  w = torch.unsqueeze(torch.type_as(inside, x), 1)
                  sums = torch.index_add(torch.zeros([S, torch.size(x, 1)], dtype=6, device=ops.prim.device(x)), 0, row, x * w)
                  counts = torch.index_add(torch.zeros([S, 1], dtype=6, device=ops.prim.device(x)), 0, row, w)
                  z = torch.squeeze(torch.matmul(sums / torch.clamp(counts, 1.0, None), rs[at]), 1) + rs[at + 1]
                  # a prompt of forced tokens decides nothing
                  z = torch.where(torch.eq(torch.squeeze(counts, 1), 0.0), torch.ones_like(z), z)
                  return torch.index_select(z, 0, row)
                """;

        private static final String INFERENCE =
                """
                def decide(self, x: Tensor, asked: Tensor, site: int, at: int, tokens: List[Tensor], rs: List[Tensor], ws: List[Tensor],
                    numbers: List[float], state: List[Tensor]) -> List[Tensor]:
                  row = torch.index_select(tokens[1], 0, asked)
                  inside = torch.lt(torch.index_select(tokens[0], 0, asked), torch.index_select(tokens[2], 0, row))
                  return [torch.ge(self.scores(x, row, inside, torch.size(tokens[2], 0), at, rs), 0.0)]
                """;

        private static final String TRAINING =
                """
                def decide(self, x: Tensor, asked: Tensor, site: int, at: int, tokens: List[Tensor], noise: Tensor, rs: List[Tensor], ws: List[Tensor],
                    numbers: List[float], state: List[Tensor], terms: List[Tensor]) -> List[Tensor]:
                  B, T, D = torch.size(x)
                  row = torch.reshape(torch.clamp(tokens[1], 0, None), [B * T])
                  inside = torch.lt(torch.reshape(tokens[0], [B * T]), torch.index_select(tokens[2], 0, row))
                  inside = torch.logical_and(inside, torch.reshape(asked, [B * T]))
                  z = torch.reshape(self.scores(torch.reshape(x, [B * T, D]), row, inside, torch.size(tokens[2], 0), at, rs), [B, T])
                  soft = torch.sigmoid(z)
                  return [torch.type_as(torch.ge(z, 0.0), x) + (soft - torch.detach(soft))]
                """;

        @Override
        public List<Weight> weights() {
            return List.of(
                    new Weight("score", new Shape(width, 1), Start.linear(width)),
                    new Weight("out_bias", new Shape(1), Start.of(1)));
        }

        @Override
        public List<Script.Text> inference() {
            return List.of(new Script.Text("scores", SCORES), new Script.Text("prompt", INFERENCE));
        }

        @Override
        public List<Script.Text> training() {
            return List.of(
                    new Script.Text("scores", SCORES),
                    new Script.Text("prompt, training", TRAINING),
                    Script.text(Decider.class, "no_losses"));
        }

        @Override
        public Decision decide(Seen seen) {
            boolean[] asked = seen.surroundings().asked();
            NDArray sum = seen.x().getManager().zeros(new Shape(width));
            int counted = 0;
            for (int t = 0; t < seen.surroundings().promptTokens(); t++) {
                if (asked[t]) {
                    sum = sum.add(seen.x().get(t));
                    counted++;
                }
            }
            NDArray mean = sum.div(Math.max(1, counted)).reshape(1, width);
            NDArray z = mean.matMul(seen.weights().get(0)).reshape(1).add(seen.weights().get(1));
            boolean run = counted == 0 || z.getFloat(0) >= 0;
            NDArray ones = seen.x().getManager().ones(new Shape(asked.length));
            return new Decision(ones.mul(run ? 1 : 0).toType(DataType.BOOLEAN, false));
        }

        @Override
        public boolean oncePerSequence() {
            return true;
        }

        @Override
        public long flops(int site) {
            return 2L * width;
        }
    }
}
