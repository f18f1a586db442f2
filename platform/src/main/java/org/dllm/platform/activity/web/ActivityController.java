package org.dllm.platform.activity.web;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.List;
import org.dllm.platform.activity.ActivityAxis;
import org.dllm.platform.activity.ActivityCell;
import org.dllm.platform.activity.Executions;
import org.dllm.platform.activity.LayerActivities;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.Runs;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(path = "/api/v1/runs/{id}/activity", produces = APPLICATION_JSON_VALUE)
class ActivityController {

    private final Runs runs;
    private final LayerActivities activities;

    ActivityController(Runs runs, LayerActivities activities) {
        this.runs = runs;
        this.activities = activities;
    }

    /**
     * The heat maps of a run.
     *
     * @param steps when they were counted, in order
     * @param cells cells of the heat map requested by task and axis
     */
    record ActivityView(List<AxisView> axes, List<StepView> steps, List<CellView> cells) {}

    /**
     * When the counts of a task were taken.
     *
     * @param step number of trained steps; null for the evaluation
     */
    record StepView(String task, @Nullable Long step) {}

    record AxisView(String task, String axis, int layers, int buckets) {
        static AxisView of(ActivityAxis axis) {
            return new AxisView(axis.task(), axis.axis(), axis.layers(), axis.buckets());
        }
    }

    /**
     * One cell.
     *
     * @param free decisions of a router or a random control; the share shown and all means use
     *     these
     * @param forced executions that are forced by the method
     */
    record CellView(int layer, String bucket, int column, CountView free, CountView forced) {
        static CellView of(ActivityCell cell) {
            return new CellView(
                    cell.layer(),
                    cell.bucket(),
                    cell.column(),
                    CountView.of(cell.free()),
                    CountView.of(cell.forced()));
        }
    }

    record CountView(long executed, long total) {
        static CountView of(Executions executions) {
            return new CountView(executions.executed(), executions.total());
        }
    }

    /**
     * The heat maps of a run and, if task and axis are given, the counts of one of them.
     *
     * @param step number of trained steps at which the training counted; absent for the evaluation
     */
    @GetMapping
    ActivityView show(
            @PathVariable RunId id,
            @RequestParam(required = false) @Nullable String task,
            @RequestParam(required = false) @Nullable String axis,
            @RequestParam(required = false) @Min(0) @Nullable Long step,
            @RequestParam(defaultValue = "200") @Min(1) @Max(10_000) int columns) {
        runs.require(id);
        List<CellView> cells =
                task == null || axis == null
                        ? List.of()
                        : activities.cells(id, task, axis, columns, step).stream()
                                .map(CellView::of)
                                .toList();
        return new ActivityView(
                activities.axes(id).stream().map(AxisView::of).toList(),
                activities.steps(id).stream()
                        .map(one -> new StepView(one.task(), one.step()))
                        .toList(),
                cells);
    }
}
