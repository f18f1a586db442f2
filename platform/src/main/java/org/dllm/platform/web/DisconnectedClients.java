package org.dllm.platform.web;

import org.springframework.core.annotation.Order;
import org.springframework.http.converter.HttpMessageNotWritableException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.util.DisconnectedClientHelper;

/**
 * Ignores failed writes to clients that have disconnected, for example by leaving a page, so that
 * they are not logged.
 */
@RestControllerAdvice
@Order(-10)
class DisconnectedClients {

    @ExceptionHandler
    void left(HttpMessageNotWritableException e) {
        if (!DisconnectedClientHelper.isClientDisconnectedException(e)) {
            throw e;
        }
    }
}
