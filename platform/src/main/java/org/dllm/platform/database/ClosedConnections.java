package org.dllm.platform.database;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;

/**
 * Makes the pool drop connections to an H2 file that H2 has closed: H2 reports them as valid, so
 * the pool would keep them. Configured in {@code application.yaml}.
 */
public final class ClosedConnections implements SQLExceptionOverride {

    @java.lang.Override
    public Override adjudicate(SQLException fault) {
        return DatabaseFaults.h2IsClosed(fault) ? Override.MUST_EVICT : Override.CONTINUE_EVICT;
    }
}
