package org.dllm.platform.dashboard;

import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** What a person sees at an address that has nothing to show; programs get problem+json. */
@Hidden
@Controller
class ProblemPage {

    @GetMapping(path = "/error", produces = MediaType.TEXT_HTML_VALUE)
    String show(HttpServletRequest request, HttpServletResponse response, Model model) {
        Object code = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        HttpStatus known = code instanceof Integer number ? HttpStatus.resolve(number) : null;
        HttpStatus status = known == null ? HttpStatus.NOT_FOUND : known;
        String path = String.valueOf(request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI));
        // Tomcat knows the path as it arrived, Spring the one with the prefix of a proxy.
        if (path.startsWith(request.getContextPath() + "/api/")
                || path.startsWith(request.getServletContext().getContextPath() + "/api/")) {
            // Whatever a program accepts.
            return "forward:/error/problem";
        }
        Object message = request.getAttribute(RequestDispatcher.ERROR_MESSAGE);
        response.setStatus(status.value());
        model.addAttribute("title", status.getReasonPhrase());
        model.addAttribute(
                "detail",
                status.is5xxServerError()
                        ? "The server failed; its log says how."
                        : message instanceof String words && !words.isEmpty()
                                ? words
                                : "There is nothing to show at " + path + ".");
        return "problem";
    }
}
