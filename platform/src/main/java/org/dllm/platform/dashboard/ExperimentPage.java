package org.dllm.platform.dashboard;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.dllm.platform.run.Run;
import org.dllm.platform.run.RunFilter;
import org.dllm.platform.run.RunList;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;

/** What differs between the runs of an experiment, and what it bought. */
@Controller
class ExperimentPage {

    private static final int MOST = 200;

    private final RunList list;
    private final SideBySide sideBySide;
    private final WaitingRuns waiting;

    ExperimentPage(RunList list, SideBySide sideBySide, WaitingRuns waiting) {
        this.list = list;
        this.sideBySide = sideBySide;
        this.waiting = waiting;
    }

    /**
     * @param earlier whether runs are listed too that a newer one has taken the place of
     */
    @GetMapping("/experiments/{name}")
    String show(
            @PathVariable String name,
            @RequestParam(defaultValue = "false") boolean earlier,
            Model model,
            @ModelAttribute("now") Instant now) {
        List<Run> found = list.page(new RunFilter(Set.of(), name), MOST, null).items().reversed();
        if (found.isEmpty()) {
            throw new ExperimentNotFound(name);
        }
        NewestRuns newest = NewestRuns.of(found);
        List<Run> listed =
                found.stream()
                        .filter(run -> earlier || !newest.earlier().contains(run.id()))
                        .toList();
        model.addAttribute("name", name);
        model.addAttribute("count", list.count(name));
        model.addAttribute("loaded", found.size());
        model.addAttribute("folded", newest.earlier().size());
        model.addAttribute("earlier", earlier);
        model.addAttribute("waits", waiting.among(listed, now));
        model.addAttribute("all", listed.stream().map(run -> new RunRow(run, now)).toList());
        sideBySide.show(newest.compared(), model, now);
        return "experiment";
    }

    @ResponseStatus(HttpStatus.NOT_FOUND)
    private static final class ExperimentNotFound extends RuntimeException {
        ExperimentNotFound(String name) {
            super("there is no experiment " + name);
        }
    }
}
