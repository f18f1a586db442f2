package org.dllm.experiments.eval;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dllm.experiments.data.ChainFormat;
import org.dllm.experiments.data.DatasetSpec;
import org.dllm.experiments.data.Example;
import org.dllm.experiments.data.TokenClass;
import org.dllm.experiments.model.Trace;
import org.dllm.experiments.model.tokenizer.TokenStream;
import org.dllm.experiments.routing.Gate;
import org.dllm.experiments.routing.Site;

/**
 * Counts layer executions over the set's own texts, prompt and gold completion, so that every
 * method is counted over the same tokens and the set defines the steps of the chain.
 */
public final class ActivityCounter {

    /** Ordinal of the prompt among the steps, which begin at 0 for opening parts. */
    private static final int BEFORE_THE_CHAIN = -1;

    /** Ordinal of the answer among the steps: after the longest chain, close enough for a chart. */
    private static final int AFTER_THE_CHAIN = 99;

    /**
     * Positions below this limit have one bucket each; later positions share buckets of this size.
     */
    private static final int EXACT_POSITIONS = 64;

    private final EvaluatedModel model;
    private final DatasetSpec set;
    private final Map<Bucket, long[][]> counts =
            new TreeMap<>(
                    Comparator.comparing(Bucket::axis)
                            .thenComparingInt(Bucket::ordinal)
                            .thenComparing(Bucket::name));

    private record Bucket(String axis, int ordinal, String name) {}

    private ActivityCounter(EvaluatedModel model, DatasetSpec set) {
        this.model = model;
        this.set = set;
    }

    /** The counts of a task, axis by axis, bucket by bucket, layer by layer. */
    public static List<ActivityCount> counts(Evaluated task) {
        var counter = new ActivityCounter(task.model(), task.task().set());
        task.forEach(answer ->
                answer.texts()
                        .forEach(text -> counter.add(answer.index(), answer.example(), text)));
        return counter.counts();
    }

    /** The counts over the texts of some questions of a task, which the model reads now. */
    public static List<ActivityCount> counts(
            TaskSpec task, EvaluatedModel model, List<Question> questions) {
        var counter = new ActivityCounter(model, task.set());
        for (int from = 0; from < questions.size(); from += task.batch()) {
            int to = Math.min(questions.size(), from + task.batch());
            List<Question> batch = questions.subList(from, to);
            List<List<Reading>> texts = task.texts(batch, model);
            for (int i = 0; i < batch.size(); i++) {
                Question question = batch.get(i);
                texts.get(i)
                        .forEach(text -> counter.add(question.index(), question.example(), text));
            }
        }
        return counter.counts();
    }

    private void add(int index, Example example, Reading reading) {
        Trace trace = reading.trace();
        int[] ids = reading.ids();
        List<String> texts = texts(ids);
        // the completion was encoded separately, so the tokenizer may have added its first space
        TokenStream completion = model.tokenizer().stream(new int[0]);
        var begun = new StringBuilder();
        for (int token = 0; token < trace.tokens(); token++) {
            int id = ids[token];
            boolean prompt = token < reading.promptTokens();
            boolean special = model.tokenizer().isSpecial(id);
            if (!prompt && !special) {
                begun.append(completion.next(id));
            }
            TokenClass kind = special ? TokenClass.SPECIAL : set.tokenClass(texts.get(token));
            for (Bucket bucket :
                    List.of(
                            new Bucket("family", 0, example.family()),
                            new Bucket("steps", example.steps(), String.valueOf(example.steps())),
                            new Bucket("token_class", kind.order(), kind.label()),
                            position(trace.position(token)),
                            chainStep(prompt, begun.toString(), example))) {
                count(bucket, index, token, trace);
            }
        }
    }

    /**
     * The text of each token. If a character takes several tokens, each has the whole character.
     */
    private List<String> texts(int[] ids) {
        // decoded after another token, so that a first space is kept
        TokenStream stream = model.tokenizer().stream(ids);
        var texts = new ArrayList<String>();
        for (int at = 0; at < ids.length; at++) {
            String text = stream.next(ids[at]);
            if (!text.isEmpty() || model.tokenizer().isSpecial(ids[at])) {
                texts.addAll(Collections.nCopies(at + 1 - texts.size(), text));
            }
        }
        texts.addAll(Collections.nCopies(ids.length - texts.size(), stream.rest()));
        return texts;
    }

    /** A layer counts once per token if its sites share one decision, else once per site. */
    private void count(Bucket bucket, int sequence, int token, Trace trace) {
        int position = trace.position(token);
        // per layer: free executed, free total, forced executed, forced total
        long[][] layers = counts.computeIfAbsent(bucket, _ -> new long[trace.layers()][4]);
        for (int site = 0; site < trace.sites(); site++) {
            if (model.gate().at(sequence, position, site) == Gate.FOLLOW) {
                continue;
            }
            long[] layer = layers[Site.layer(site)];
            boolean forced = model.forced().at(position, site);
            layer[forced ? 2 : 0] += trace.executed(token, site) ? 1 : 0;
            layer[forced ? 3 : 1]++;
        }
    }

    private static Bucket position(int position) {
        if (position < EXACT_POSITIONS) {
            return new Bucket("position", position, String.valueOf(position));
        }
        int first = position / EXACT_POSITIONS * EXACT_POSITIONS;
        return new Bucket("position", first, first + "–" + (first + EXACT_POSITIONS - 1));
    }

    private Bucket chainStep(boolean prompt, String begun, Example example) {
        if (prompt) {
            return new Bucket("chain_step", BEFORE_THE_CHAIN, "prompt");
        }
        String whole = example.completion();
        String rest = whole.startsWith(begun) ? whole.substring(begun.length()) : "";
        int part = set.format().part(begun, rest);
        if (part == ChainFormat.ANSWER) {
            return new Bucket("chain_step", AFTER_THE_CHAIN, "answer");
        }
        // step n has ordinal n in every family; an opening part is not a step, so it has 0
        int step = Math.max(0, part + 1 - set.openings(example.family()));
        return new Bucket("chain_step", step, String.valueOf(step));
    }

    private List<ActivityCount> counts() {
        var list = new ArrayList<ActivityCount>();
        counts.forEach((bucket, layers) -> {
            for (int layer = 0; layer < layers.length; layer++) {
                add(list, bucket, layer, layers[layer][0], layers[layer][1], false);
                add(list, bucket, layer, layers[layer][2], layers[layer][3], true);
            }
        });
        return list;
    }

    private static void add(
            List<ActivityCount> list,
            Bucket bucket,
            int layer,
            long executed,
            long total,
            boolean forced) {
        if (total > 0) {
            list.add(
                    new ActivityCount(
                            layer,
                            bucket.axis(),
                            bucket.name(),
                            bucket.ordinal(),
                            executed,
                            total,
                            forced));
        }
    }
}
