package org.dllm.platform.dashboard;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dllm.platform.run.Archived;
import org.dllm.platform.run.Run;
import org.dllm.platform.run.RunFilter;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.RunList;
import org.dllm.platform.run.RunNotFound;
import org.dllm.platform.run.RunQuery;
import org.dllm.platform.run.RunSearch;
import org.dllm.platform.run.RunSort;
import org.dllm.platform.run.RunState;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.RequestParam;

/** All runs; the URL holds the filter, the order and the page. */
@Controller
@Order(2)
class RunsPage implements DashboardPage {

    private static final int PAGE = 50;
    private static final RunFilter ANY = RunFilter.ALL.with(Archived.INCLUDE);

    private final RunSearch search;
    private final RunList runs;
    private final WaitingRuns waiting;

    RunsPage(RunSearch search, RunList runs, WaitingRuns waiting) {
        this.search = search;
        this.runs = runs;
        this.waiting = waiting;
    }

    @Override
    public String path() {
        return "/runs";
    }

    @Override
    public String title() {
        return "Runs";
    }

    @GetMapping("/runs")
    String show(
            Model model,
            @ModelAttribute("now") Instant now,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "") Set<RunState> state,
            @RequestParam(defaultValue = "EXCLUDE") Archived archived,
            @RequestParam(defaultValue = "-created") RunSort sort,
            @RequestParam(defaultValue = "") String after) {
        var query = new RunQuery(q.strip(), state, sort, archived, last(after));
        List<Run> found = search.find(query, PAGE + 1);
        boolean more = found.size() > PAGE;
        List<Run> shown = more ? found.subList(0, PAGE) : found;
        model.addAttribute("rows", shown.stream().map(run -> new RunRow(run, now)).toList());
        model.addAttribute("waits", waiting.waiting(shown, now));
        model.addAttribute("next", more ? shown.getLast().id().value() : null);
        model.addAttribute("archived", archived == Archived.EXCLUDE ? null : archived);
        model.addAttribute("q", query.text());
        model.addAttribute("sort", query.order().toString());
        model.addAttribute("after", after);
        model.addAttribute("chosen", query.states());
        model.addAttribute("pills", Pill.all());
        model.addAttribute("counts", counts(archived));
        model.addAttribute("first", runs.page(ANY, 1, null).items().isEmpty());
        return "runs";
    }

    /** The number of runs by state. */
    private Map<String, Long> counts(Archived archived) {
        var counts = new HashMap<String, Long>();
        runs.counts(archived).forEach((state, count) -> counts.put(state.name(), count));
        return counts;
    }

    private static @Nullable RunId last(String after) {
        if (after.isEmpty()) {
            return null;
        }
        if (!RunId.isOne(after)) {
            throw new RunNotFound(after);
        }
        return new RunId(after);
    }
}
