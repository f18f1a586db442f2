package org.dllm.platform.dashboard;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.dllm.platform.run.Run;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.RunList;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.RequestParam;

/** Compares selected runs, which may belong to different experiments. */
@Controller
class ComparePage {

    private static final int MOST = 50;

    private final RunList list;
    private final ComparisonModel comparisonModel;

    ComparePage(RunList list, ComparisonModel comparisonModel) {
        this.list = list;
        this.comparisonModel = comparisonModel;
    }

    @GetMapping("/compare")
    String show(
            @RequestParam(defaultValue = "") Set<String> runs,
            Model model,
            @ModelAttribute("now") Instant now) {
        List<String> compared = runs.stream().limit(MOST).toList();
        List<Run> found = list.all(compared.stream().filter(RunId::isOne).map(RunId::new).toList());
        model.addAttribute("asked", runs);
        model.addAttribute("most", MOST);
        model.addAttribute(
                "missing",
                compared.stream()
                        .filter(id -> found.stream().noneMatch(run -> run.id().value().equals(id)))
                        .toList());
        comparisonModel.single(found, model, now);
        return "compare";
    }
}
