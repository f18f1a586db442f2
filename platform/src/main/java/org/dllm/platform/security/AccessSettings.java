package org.dllm.platform.security;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param hosts names that the Host header may have besides the loopback names; without this check
 *     any web page could send requests through its own name (DNS rebinding)
 * @param secureCookies whether browsers send the session cookie over HTTPS only; for a server
 *     behind an HTTPS proxy
 * @param largestBody largest size of a request body
 */
@ConfigurationProperties("dllm.access")
record AccessSettings(
        @DefaultValue List<String> hosts,
        @DefaultValue("false") boolean secureCookies,
        @DefaultValue("1048576") long largestBody) {
    AccessSettings {
        hosts = List.copyOf(hosts);
    }
}
