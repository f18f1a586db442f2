package org.dllm.platform.security;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import org.springframework.http.HttpStatus;
import org.springframework.security.web.firewall.HttpStatusRequestRejectedHandler;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.stereotype.Component;

/** Host names that requests may use, and the response to requests with others. */
@Component
class AllowedHosts implements Predicate<String>, RequestRejectedHandler {

    private final Set<String> hosts = new HashSet<>(Set.of("127.0.0.1", "localhost", "[::1]"));
    private final RejectionResponses rejectionResponses;
    private final RequestRejectedHandler others = new HttpStatusRequestRejectedHandler();

    AllowedHosts(AccessSettings settings, RejectionResponses rejectionResponses) {
        settings.hosts().forEach(host -> hosts.add(host.toLowerCase(Locale.ROOT)));
        this.rejectionResponses = rejectionResponses;
    }

    @Override
    public boolean test(String host) {
        return hosts.contains(host.toLowerCase(Locale.ROOT));
    }

    @Override
    public void handle(
            HttpServletRequest request,
            HttpServletResponse response,
            RequestRejectedException rejected)
            throws IOException, ServletException {
        String host = request.getServerName();
        if (test(host)) {
            others.handle(request, response, rejected);
            return;
        }
        rejectionResponses.reject(
                request,
                response,
                HttpStatus.MISDIRECTED_REQUEST,
                "the Host header `%s` is not allowed; set `dllm.access.hosts`".formatted(host));
    }
}
