package org.dllm.platform.web;

import java.util.Arrays;
import java.util.Collection;
import java.util.stream.Collectors;
import org.dllm.platform.run.RunId;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;

/** Reports invalid parameters: which one, what was expected, what was found. */
@RestControllerAdvice(annotations = RestController.class)
@Order(-10)
class ParameterProblems {

    @ExceptionHandler
    ProblemDetail mismatch(MethodArgumentTypeMismatchException e) {
        Class<?> type = e.getRequiredType();
        if (RunId.class.equals(type)) {
            // A malformed run id is treated as not found.
            return ProblemDetail.forStatusAndDetail(
                    HttpStatus.NOT_FOUND, "there is no run " + e.getValue());
        }
        if (type != null && Collection.class.isAssignableFrom(type)) {
            type =
                    ResolvableType.forMethodParameter(e.getParameter())
                            .asCollection()
                            .getGeneric()
                            .resolve();
        }
        return ProblemDetail.forStatusAndDetail(
                HttpStatus.BAD_REQUEST,
                "%s: expected %s, found %s".formatted(e.getName(), expected(type), e.getValue()));
    }

    @ExceptionHandler
    ProblemDetail outOfRange(HandlerMethodValidationException e) {
        String detail =
                e.getParameterValidationResults().stream()
                        .map(result ->
                                "%s: %s, found %s"
                                        .formatted(
                                                name(result.getMethodParameter()),
                                                result.getResolvableErrors()
                                                        .getFirst()
                                                        .getDefaultMessage(),
                                                result.getArgument()))
                        .collect(Collectors.joining("; "));
        return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, detail);
    }

    @ExceptionHandler
    ProblemDetail unknown(UnknownParameterException e) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, e.getMessage());
    }

    /** The parameter's name in the request. */
    private static @Nullable String name(MethodParameter parameter) {
        RequestHeader header = parameter.getParameterAnnotation(RequestHeader.class);
        return header == null || header.name().isEmpty()
                ? parameter.getParameterName()
                : header.name();
    }

    private static String expected(@Nullable Class<?> type) {
        if (type == null) {
            return "another value";
        }
        if (type.isEnum()) {
            return "one of "
                    + Arrays.stream(type.getEnumConstants())
                            .map(Object::toString)
                            .collect(Collectors.joining(", "));
        }
        if (type == int.class
                || type == Integer.class
                || type == long.class
                || type == Long.class) {
            return "a whole number";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        return type == RunId.class ? "ids of 8 characters of a-z and 2-7" : type.getSimpleName();
    }
}
