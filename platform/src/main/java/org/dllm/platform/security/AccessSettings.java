package org.dllm.platform.security;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param hosts names by which the server may be called beside the loopback ones; without this check
 *     any web page could talk to it through a name of its own (DNS rebinding)
 * @param secureCookies whether browsers send the session over HTTPS only; for a server behind a
 *     proxy that speaks it
 * @param largestBody bytes of a request
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
