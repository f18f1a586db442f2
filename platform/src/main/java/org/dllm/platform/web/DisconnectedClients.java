package org.dllm.platform.web;

import org.springframework.core.annotation.Order;
import org.springframework.http.converter.HttpMessageNotWritableException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.util.DisconnectedClientHelper;

/** Whoever turns a page while it still asks leaves answers behind: no matter for the log. */
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
