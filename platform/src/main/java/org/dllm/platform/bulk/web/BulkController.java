package org.dllm.platform.bulk.web;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.dllm.platform.bulk.BulkAction;
import org.dllm.platform.bulk.BulkActions;
import org.dllm.platform.bulk.Outcome;
import org.dllm.platform.run.Archived;
import org.dllm.platform.run.Run;
import org.dllm.platform.run.RunFilter;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.RunList;
import org.dllm.platform.run.RunPage;
import org.dllm.platform.run.RunState;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

@RestController
@RequestMapping(path = "/api/v1", produces = APPLICATION_JSON_VALUE)
class BulkController {

    private static final int MOST = 1000;
    private static final String SHRINKS =
            "H2 reuses the space of deleted rows; the file db/lab.mv.db shrinks when H2 compacts"
                    + " it";

    private final BulkActions actions;
    private final RunList list;
    private final boolean h2;

    BulkController(
            BulkActions actions, RunList list, @Value("${spring.datasource.url}") String url) {
        this.actions = actions;
        this.list = list;
        this.h2 = url.startsWith("jdbc:h2:");
    }

    record Selection(@Nullable List<String> ids) {}

    /**
     * What was done.
     *
     * @param done how many runs the action was carried out for
     * @param bytesFreed size of all deleted files
     * @param more whether the filter matches more runs than one request changes; repeat the request
     */
    record BulkView(
            List<Outcome> items, long done, long bytesFreed, boolean more, @Nullable String note) {}

    /**
     * Applies the action to the runs with the ids in the body, or to at most 1,000 runs that match
     * the filter, the newest first.
     *
     * @param state without it, a filter matches the runs whose state allows the action
     * @param archived without it, a filter leaves archived runs out
     */
    @PostMapping({
        "/runs/archive",
        "/runs/unarchive",
        "/runs/cancel",
        "/runs/resume",
        "/runs/delete"
    })
    BulkView act(
            @RequestParam(defaultValue = "") Set<RunState> state,
            @RequestParam(required = false) @Nullable String experiment,
            @RequestParam(required = false) @Nullable Long submission,
            @RequestParam(required = false) @Nullable Archived archived,
            @RequestBody(required = false) @Nullable Selection selection,
            HttpServletRequest request) {
        String path = request.getRequestURI();
        BulkAction action =
                BulkAction.valueOf(
                        path.substring(path.lastIndexOf('/') + 1).toUpperCase(Locale.ROOT));
        boolean filtered = !state.isEmpty() || experiment != null || submission != null;
        List<String> ids = selection == null ? null : selection.ids();
        if (filtered == (ids != null)) {
            throw badRequest(
                    "expected either {\"ids\": [...]} in the body or a filter (state, experiment,"
                            + " submission), found "
                            + (filtered ? "both" : "neither"));
        }
        if (ids != null) {
            return byId(action, ids);
        }
        Archived shown =
                Objects.requireNonNullElse(
                        archived,
                        action == BulkAction.UNARCHIVE ? Archived.ONLY : Archived.EXCLUDE);
        return matching(
                action, new RunFilter(state, experiment, null, Set.of(), submission, shown));
    }

    private BulkView byId(BulkAction action, List<String> ids) {
        if (ids.isEmpty() || ids.size() > MOST) {
            throw badRequest("ids: expected 1 to %d run ids, found %d".formatted(MOST, ids.size()));
        }
        return view(action, ids.stream().map(String::valueOf).toList(), false);
    }

    /** A run that the action would not change must not hide others from a repeated request. */
    private BulkView matching(BulkAction action, RunFilter filter) {
        RunFilter changeable = filter.states().isEmpty() ? filter.with(action.states()) : filter;
        RunPage page = list.page(changeable, MOST, null);
        List<String> ids = page.items().stream().map(Run::id).map(RunId::value).toList();
        return view(action, ids, page.next() != null);
    }

    private BulkView view(BulkAction action, List<String> ids, boolean more) {
        List<Outcome> items = actions.apply(action, ids);
        long done = items.stream().filter(item -> item.status() == Outcome.Status.DONE).count();
        long bytes = items.stream().mapToLong(Outcome::bytesFreed).sum();
        boolean shrinks = h2 && action == BulkAction.DELETE && done > 0;
        return new BulkView(items, done, bytes, more, shrinks ? SHRINKS : null);
    }

    /** Deletes a run that has ended: its rows and its folder. */
    @DeleteMapping("/runs/{id}")
    BulkView delete(@PathVariable RunId id) {
        BulkView view = view(BulkAction.DELETE, List.of(id.value()), false);
        Outcome outcome = view.items().getFirst();
        HttpStatus status =
                switch (outcome.status()) {
                    case DONE -> HttpStatus.OK;
                    case NOT_FOUND -> HttpStatus.NOT_FOUND;
                    case REFUSED -> HttpStatus.CONFLICT;
                    case FAILED -> HttpStatus.INTERNAL_SERVER_ERROR;
                };
        if (status != HttpStatus.OK) {
            throw new ResponseStatusException(status, outcome.detail());
        }
        return view;
    }

    /**
     * Deletes an experiment: all its runs, archived ones too, at most 1,000 per request. Refused
     * while one of them has not ended.
     */
    @DeleteMapping("/experiments/{name}")
    BulkView deleteExperiment(@PathVariable String name) {
        var all = new RunFilter(Set.of(), name).with(Archived.INCLUDE);
        if (list.page(all, 1, null).items().isEmpty()) {
            throw new ResponseStatusException(
                    HttpStatus.NOT_FOUND, "there is no experiment " + name);
        }
        List<Run> active = list.page(new RunFilter(RunState.active(), name), MOST, null).items();
        if (!active.isEmpty()) {
            throw new ResponseStatusException(
                    HttpStatus.CONFLICT,
                    "%d runs of experiment %s have not ended, among them %s: cancel them first"
                            .formatted(active.size(), name, active.getFirst().id()));
        }
        return matching(BulkAction.DELETE, all);
    }

    private static ResponseStatusException badRequest(String detail) {
        return new ResponseStatusException(HttpStatus.BAD_REQUEST, detail);
    }
}
