package org.dllm.platform.activity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.dllm.experiments.experiment.RunEvent.LayerActivity;
import org.dllm.platform.TestDatabase;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.TestRuns;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class LayerActivitiesTests {

    private static final Executions NONE = new Executions(0, 0);

    private final LayerActivities activities;
    private final RunId run;

    LayerActivitiesTests(TestDatabase database) {
        database.clear();
        activities = database.get(LayerActivities.class);
        run = TestRuns.queued(database);
    }

    @Test
    void countsAreReadByLayerAndColumn() {
        activities.put(
                run,
                List.of(
                        cell("family", 1, "recall", 1, 3, 10, false),
                        cell("family", 0, "chain", 0, 10, 10, true),
                        cell("family", 1, "chain", 0, 4, 8, false),
                        cell("family", 1, "chain", 0, 2, 2, true)),
                5);

        assertThat(activities.cells(run, "mix", "family", 100, null))
                .containsExactly(
                        new ActivityCell(0, "chain", 0, NONE, new Executions(10, 10)),
                        new ActivityCell(1, "chain", 0, new Executions(4, 8), new Executions(2, 2)),
                        free(1, "recall", 1, 3, 10));
        assertThat(activities.axes(run)).containsExactly(new ActivityAxis("mix", "family", 2, 2));
    }

    @Test
    void bucketsWithoutAnOrdinalStaySeparate() {
        activities.put(
                run,
                List.of(
                        cell("family", 0, "recall", 0, 3, 10, false),
                        cell("family", 0, "chain", 0, 4, 8, false)),
                5);

        assertThat(activities.cells(run, "mix", "family", 100, null))
                .containsExactly(free(0, "chain", 0, 4, 8), free(0, "recall", 1, 3, 10));
    }

    @Test
    void aCellThatIsStoredAgainIsReplaced() {
        activities.put(run, List.of(cell("family", 0, "chain", 0, 1, 2, false)), 5);
        activities.put(run, List.of(cell("family", 0, "chain", 0, 1, 2, false)), 6);

        assertThat(activities.cells(run, "mix", "family", 100, null))
                .containsExactly(free(0, "chain", 0, 1, 2));
    }

    @Test
    void countsOfTheTrainingAreKeptByStep() {
        activities.put(
                run,
                List.of(
                        cell("family", 0, "chain", 0, 9, 9, false),
                        counted(0L, 7),
                        counted(20L, 5),
                        counted(40L, 3)),
                5);

        assertThat(activities.steps(run))
                .containsExactly(
                        new ActivityStep("mix", 0L),
                        new ActivityStep("mix", 20L),
                        new ActivityStep("mix", 40L),
                        new ActivityStep("mix", null));
        assertThat(activities.cells(run, "mix", "family", 100, 20L))
                .containsExactly(free(0, "chain", 0, 5, 9));
        assertThat(activities.cells(run, "mix", "family", 100, null))
                .containsExactly(free(0, "chain", 0, 9, 9));

        activities.put(run, List.of(counted(40L, 3)), 6);
        activities.resumed(run, 20);
        assertThat(activities.steps(run))
                .extracting(ActivityStep::step)
                .containsExactly(0L, 20L, null);
    }

    private static LayerActivity counted(long step, long executed) {
        return new LayerActivity("mix", 0, "family", "chain", 0, executed, 9, false, step);
    }

    @Test
    void manyPositionsAreSummedIntoFewColumnsWithoutLoss() {
        var cells = new ArrayList<LayerActivity>();
        for (int position = 0; position < 1000; position++) {
            cells.add(
                    cell(
                            "position",
                            0,
                            String.valueOf(position),
                            position,
                            position % 2,
                            1,
                            false));
        }
        activities.put(run, cells, 5);

        List<ActivityCell> columns = activities.cells(run, "mix", "position", 64, null);
        assertThat(columns).hasSize(64);
        assertThat(columns.stream().mapToLong(cell -> cell.free().total()).sum()).isEqualTo(1000);
        assertThat(columns.stream().mapToLong(cell -> cell.free().executed()).sum()).isEqualTo(500);
        assertThat(columns.get(1)).isEqualTo(free(0, "16", 1, 8, 16));
    }

    @Test
    void readersLearnWhichMapsChanged() {
        activities.put(run, List.of(cell("family", 0, "chain", 0, 1, 2, false)), 5);
        activities.put(run, List.of(cell("position", 0, "0", 0, 1, 2, false)), 9);

        assertThat(activities.lastEvent(run)).isEqualTo(9);
        assertThat(activities.axesBetween(run, 6, 9))
                .extracting(ActivityAxis::axis)
                .containsExactly("position");
        assertThat(activities.axesBetween(run, 1, 8))
                .extracting(ActivityAxis::axis)
                .containsExactly("family");
        assertThat(activities.nextEvent(run, 4)).contains(5L);
        assertThat(activities.nextEvent(run, 9)).isEmpty();
    }

    private static ActivityCell free(
            int layer, String bucket, int column, long executed, long total) {
        return new ActivityCell(layer, bucket, column, new Executions(executed, total), NONE);
    }

    private static LayerActivity cell(
            String axis,
            int layer,
            String bucket,
            int ordinal,
            long executed,
            long total,
            boolean forced) {
        return new LayerActivity(
                "mix", layer, axis, bucket, ordinal, executed, total, forced, null);
    }
}
