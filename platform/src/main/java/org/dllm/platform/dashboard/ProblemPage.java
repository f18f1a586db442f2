package org.dllm.platform.dashboard;

import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Locale;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.util.StringUtils;
import org.springframework.web.bind.annotation.GetMapping;

/** The error page of browsers; API clients get problem+json. */
@Hidden
@Controller
class ProblemPage {

    @GetMapping(path = "/error", produces = MediaType.TEXT_HTML_VALUE)
    String show(HttpServletRequest request, HttpServletResponse response, Model model) {
        Object code = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        HttpStatus known = code instanceof Integer number ? HttpStatus.resolve(number) : null;
        HttpStatus status = known == null ? HttpStatus.NOT_FOUND : known;
        String path = String.valueOf(request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI));
        // Tomcat reports the requested path, Spring the path with the prefix of a proxy.
        if (path.startsWith(request.getContextPath() + "/api/")
                || path.startsWith(request.getServletContext().getContextPath() + "/api/")) {
            // API paths answer with problem+json whatever the Accept header.
            return "forward:/error/problem";
        }
        Object message = request.getAttribute(RequestDispatcher.ERROR_MESSAGE);
        response.setStatus(status.value());
        model.addAttribute(
                "title", StringUtils.capitalize(status.getReasonPhrase().toLowerCase(Locale.ROOT)));
        model.addAttribute(
                "detail",
                status.is5xxServerError()
                        ? "Internal error. See the server log for details."
                        : message instanceof String words && !words.isEmpty()
                                ? words
                                : "No page at " + path + ".");
        return "problem";
    }
}
