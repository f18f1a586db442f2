package org.dllm.platform.dashboard;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.dllm.platform.run.RunId;
import org.springframework.core.annotation.Order;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.ModelAndView;

/** Shows {@link ProblemPage} if a path or query parameter of a page is invalid. */
@ControllerAdvice("org.dllm.platform.dashboard")
@Order(-1)
class PageProblems {

    @ExceptionHandler
    ModelAndView mismatch(MethodArgumentTypeMismatchException e, HttpServletResponse response)
            throws IOException {
        if (RunId.class.equals(e.getRequiredType())) {
            response.sendError(
                    HttpServletResponse.SC_NOT_FOUND, "There is no run " + e.getValue() + ".");
        } else {
            response.sendError(
                    HttpServletResponse.SC_BAD_REQUEST,
                    "Invalid value of %s in the URL: \"%s\".".formatted(e.getName(), e.getValue()));
        }
        return new ModelAndView();
    }
}
