package org.dllm.platform.run;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dllm.experiments.experiment.ExperimentSpec;
import org.dllm.experiments.experiment.SpecJson;
import org.dllm.experiments.spec.SpecException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The runs that a run is compared with. */
@Repository
@Transactional(readOnly = true)
public class Siblings {

    private static final String DENSE = "dense";
    private static final TypeReference<Map<String, JsonNode>> AXES = new TypeReference<>() {};

    private final JdbcClient jdbc;

    Siblings(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * The dense run of the same submission with the same seed, model, questions and values on all
     * axes that do not choose the method. If several match, the one with the same training settings
     * as {@code run}; empty if that is not unique.
     */
    public Optional<Run> baseline(Run run) {
        if (run.method().key().equals(DENSE)) {
            return Optional.empty();
        }
        Map<String, JsonNode> place = axes(run);
        List<Run> dense = denseOf(run).stream().filter(other -> axes(other).equals(place)).toList();
        Optional<ExperimentSpec> mine = dense.isEmpty() ? Optional.empty() : spec(run.id());
        if (mine.isEmpty()) {
            return Optional.empty();
        }
        List<Candidate> comparable =
                dense.stream()
                        .flatMap(other -> Candidate.of(other, spec(other.id())).stream())
                        .filter(other -> other.spec().compares(mine.get()))
                        .toList();
        List<Candidate> alike =
                comparable.size() == 1
                        ? comparable
                        : comparable.stream()
                                .filter(other -> other.spec().trainsLike(mine.get()))
                                .toList();
        return alike.size() == 1 ? Optional.of(alike.getFirst().run()) : Optional.empty();
    }

    private record Candidate(Run run, ExperimentSpec spec) {
        static Optional<Candidate> of(Run run, Optional<ExperimentSpec> spec) {
            return spec.map(known -> new Candidate(run, known));
        }
    }

    private static Map<String, JsonNode> axes(Run run) {
        Map<String, JsonNode> axes =
                new HashMap<>(JsonMapper.shared().readValue(run.gridPoint(), AXES));
        axes.keySet().removeIf(path -> path.equals("method") || path.startsWith("method."));
        return axes;
    }

    private Optional<ExperimentSpec> spec(RunId id) {
        try {
            return jdbc.sql("SELECT spec FROM run_paper WHERE run_id = :id")
                    .param("id", id.value())
                    .query(String.class)
                    .optional()
                    .map(SpecJson::read);
        } catch (SpecException _) {
            // written by an older version
            return Optional.empty();
        }
    }

    private List<Run> denseOf(Run run) {
        return jdbc.sql(
                        "SELECT "
                                + RunRows.COLUMNS
                                + """
                                WHERE r.submission_id = :submission AND r.method_key = :dense
                                  AND r.seed = :seed AND r.id <> :id AND r.rerun_of IS NULL AND r.archived_at IS NULL
                                ORDER BY r.number
                                """)
                .param("submission", run.submission())
                .param("dense", DENSE)
                .param("seed", run.seed())
                .param("id", run.id().value())
                .query(RunRows::run)
                .list();
    }

    /** The reruns of a run, newest first. */
    public List<Run> reruns(RunId original) {
        return jdbc.sql(
                        "SELECT "
                                + RunRows.COLUMNS
                                + " WHERE r.rerun_of = :original ORDER BY r.number DESC")
                .param("original", original.value())
                .query(RunRows::run)
                .list();
    }
}
