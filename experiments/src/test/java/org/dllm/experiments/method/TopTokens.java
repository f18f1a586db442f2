package org.dllm.experiments.method;

import ai.djl.ndarray.NDArray;
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

/**
 * In every second layer the tokens with the highest scores of their sequence, whose outputs are
 * multiplied by the score. Inference cannot see later tokens, so a predictor decides.
 *
 * @param capacity share of the tokens
 */
public record TopTokens(double capacity) implements Method {

    @Override
    public SiteMode mode(int site, int layers) {
        if (!Site.isAttention(site)) {
            return SiteMode.FOLLOW;
        }
        return Site.layer(site) % 2 == 1 ? SiteMode.ASK : SiteMode.EXECUTE;
    }

    @Override
    public Optional<Decider> decider(LlamaConfig model) {
        return Optional.of(new TopDecider(model.width(), capacity));
    }

    private record TopDecider(int width, double capacity) implements Decider {

        private static final String INFERENCE =
                """
                def decide(self, x: Tensor, asked: Tensor, site: int, at: int, tokens: List[Tensor], rs: List[Tensor], ws: List[Tensor],
                    numbers: List[float], state: List[Tensor]) -> List[Tensor]:
                  h = torch.rms_norm(x, [torch.size(x, -1)], None, numbers[0])  # (n, D)
                  likely = torch.squeeze(torch.matmul(h, rs[at + 1]), -1) + rs[at + 2]
                  return [torch.gt(likely, 0.0), torch.squeeze(torch.matmul(h, rs[at]), -1)]
                """;

        private static final String TRAINING =
                """
                def decide(self, x: Tensor, asked: Tensor, site: int, at: int, tokens: List[Tensor], noise: Tensor, rs: List[Tensor], ws: List[Tensor],
                    numbers: List[float], state: List[Tensor], terms: List[Tensor]) -> List[Tensor]:
                  h = torch.rms_norm(x, [torch.size(x, -1)], None, numbers[0])  # (B, T, D)
                  score = torch.squeeze(torch.matmul(h, rs[at]), -1)
                  sequence = tokens[1]
                  rivals = torch.logical_and(torch.eq(torch.unsqueeze(sequence, 2), torch.unsqueeze(sequence, 1)), torch.unsqueeze(asked, 1))
                  better = torch.logical_and(rivals, torch.gt(torch.unsqueeze(score, 1), torch.unsqueeze(score, 2)))  # (B, T, T)
                  places = torch.ceil(torch.sum(rivals, [2]) * numbers[1])
                  run = torch.to(torch.lt(torch.sum(better, [2]), places), 6, False, False, None)
                  likely = torch.squeeze(torch.matmul(torch.detach(h), rs[at + 1]), -1) + rs[at + 2]
                  terms.append((torch.softplus(likely) - likely * run) * torch.to(asked, 6, False, False, None))
                  return [run, score]

                def decision_losses(self, executed: Tensor, budget: Tensor, per: float, terms: List[Tensor], numbers: List[float]) -> List[Tensor]:
                  return [torch.sum(torch.mean(torch.stack(terms), [0]) * budget) * per]
                """;

        @Override
        public List<Weight> weights() {
            return List.of(
                    new Weight("score", new Shape(width, 1), Start.linear(width)),
                    new Weight("predictor", new Shape(width, 1), Start.linear(width)),
                    new Weight("predictor_bias", new Shape(1), Start.zeros()));
        }

        @Override
        public double[] settings() {
            return new double[] {capacity};
        }

        @Override
        public List<Script.Text> inference() {
            return List.of(new Script.Text("top tokens", INFERENCE));
        }

        @Override
        public List<Script.Text> training() {
            return List.of(new Script.Text("top tokens, training", TRAINING));
        }

        @Override
        public Decision decide(Seen seen) {
            NDArray x = seen.x();
            NDArray meanSquare = x.square().mean(new int[] {-1}, true);
            NDArray h = x.div(meanSquare.add(seen.surroundings().eps()).sqrt());
            NDArray likely = h.matMul(seen.weights().get(1)).squeeze(-1).add(seen.weights().get(2));
            return new Decision(likely.gt(0), h.matMul(seen.weights().get(0)).squeeze(-1), null);
        }

        @Override
        public List<Loss> losses() {
            return List.of(new Loss("predictor_loss", "predictor_weight", (_, _) -> 1));
        }

        @Override
        public long flops(int site) {
            return 4L * width;
        }
    }
}
