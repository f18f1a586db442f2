package org.dllm.platform.web;

import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Method;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.MethodParameter;
import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Rejects query parameters that the handler method does not declare: ignoring a misspelt filter
 * would return everything. A method that takes all parameters as a map declares them by {@link
 * Parameter}.
 */
final class KnownParameters implements HandlerInterceptor {

    private final ParameterNameDiscoverer names = new DefaultParameterNameDiscoverer();
    private final Map<Method, Set<String>> declared = new ConcurrentHashMap<>();

    @Override
    public boolean preHandle(
            HttpServletRequest request, HttpServletResponse response, Object handler) {
        String query = request.getQueryString();
        if (query != null && handler instanceof HandlerMethod method) {
            Set<String> known =
                    declared.computeIfAbsent(method.getMethod(), _ -> declaredBy(method));
            for (String parameter : query.split("&", -1)) {
                String name = decoded(parameter.split("=", 2)[0]);
                if (!name.isEmpty() && !known.contains(name)) {
                    throw new UnknownParameterException(name, known);
                }
            }
        }
        return true;
    }

    private Set<String> declaredBy(HandlerMethod method) {
        var known = new TreeSet<String>();
        for (MethodParameter parameter : method.getMethodParameters()) {
            RequestParam declaration = parameter.getParameterAnnotation(RequestParam.class);
            if (declaration != null && !Map.class.isAssignableFrom(parameter.getParameterType())) {
                parameter.initParameterNameDiscovery(names);
                known.add(
                        declaration.name().isEmpty()
                                ? String.valueOf(parameter.getParameterName())
                                : declaration.name());
            }
        }
        AnnotatedElementUtils.findMergedRepeatableAnnotations(method.getMethod(), Parameter.class)
                .stream()
                .filter(parameter -> parameter.in() == ParameterIn.QUERY)
                .forEach(parameter -> known.add(parameter.name()));
        return known;
    }

    private static String decoded(String name) {
        try {
            return URLDecoder.decode(name, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            return name;
        }
    }
}
