package org.dllm.platform.dashboard;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.annotation.Order;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/** Shows {@link ProblemPage} to browsers that request an unknown path. */
@ControllerAdvice
@Order(-1)
class NoSuchPage {

    @ExceptionHandler(
            exception = NoResourceFoundException.class,
            produces = MediaType.TEXT_HTML_VALUE)
    ModelAndView show(HttpServletResponse response) throws IOException {
        response.sendError(HttpServletResponse.SC_NOT_FOUND);
        return new ModelAndView();
    }
}
