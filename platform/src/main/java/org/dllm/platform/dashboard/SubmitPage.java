package org.dllm.platform.dashboard;

import java.util.List;
import org.dllm.experiments.experiment.Catalog;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** The form that edits, checks and submits a spec of the catalog. */
@Controller
@Order(3)
class SubmitPage implements DashboardPage {

    @Override
    public String path() {
        return "/submit";
    }

    @Override
    public String title() {
        return "Submit";
    }

    @GetMapping("/submit")
    String show(Model model) {
        List<CatalogCard> cards =
                Catalog.names().stream()
                        .map(name -> CatalogCard.of(name, Catalog.description(name)))
                        .toList();
        model.addAttribute("cards", cards);
        return "submit";
    }
}
