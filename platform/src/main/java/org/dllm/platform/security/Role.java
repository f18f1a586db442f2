package org.dllm.platform.security;

import java.util.Arrays;
import java.util.List;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/** Roles; each one includes the rights of those before it. */
public enum Role {
    /** May read. */
    VIEWER,
    /** May submit, cancel, resume, rerun and archive runs. */
    USER,
    /** May delete runs, create login links, send SQL and read the actuator. */
    ADMIN;

    List<GrantedAuthority> authorities() {
        return Arrays.stream(values())
                .filter(role -> role.compareTo(this) <= 0)
                .<GrantedAuthority>map(role -> new SimpleGrantedAuthority("ROLE_" + role))
                .toList();
    }
}
