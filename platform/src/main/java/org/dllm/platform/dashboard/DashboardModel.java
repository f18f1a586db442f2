package org.dllm.platform.dashboard;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.dllm.platform.live.ChangeNotifier;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;

/** Model attributes of every page: the menu and the current page. */
@ControllerAdvice("org.dllm.platform.dashboard")
class DashboardModel {

    private final ObjectProvider<DashboardPage> pages;
    private final ChangeNotifier notifier;
    private final Clock clock;

    DashboardModel(ObjectProvider<DashboardPage> pages, ChangeNotifier notifier, Clock clock) {
        this.notifier = notifier;
        this.pages = pages;
        this.clock = clock;
    }

    @ModelAttribute("menu")
    List<DashboardPage> menu() {
        return pages.orderedStream().toList();
    }

    @ModelAttribute("here")
    String here(HttpServletRequest request) {
        return request.getRequestURI().substring(request.getContextPath().length());
    }

    /** Read before any other data of the page, so that the page misses no later change. */
    @ModelAttribute("changed")
    String changed() {
        return notifier.last();
    }

    @ModelAttribute("now")
    Instant now() {
        return clock.instant();
    }
}
