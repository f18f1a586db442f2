package org.dllm.platform.web;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.springframework.http.converter.HttpMessageNotWritableException;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;

class DisconnectedClientsTests {

    private final DisconnectedClients clients = new DisconnectedClients();

    @Test
    void aDisconnectedClientIsNotAnError() {
        var left = new AsyncRequestNotUsableException("failed", new IOException("Broken pipe"));
        assertThatCode(() -> clients.left(unwritten(left))).doesNotThrowAnyException();
    }

    @Test
    void aResponseThatCannotBeSerialisedIsAnError() {
        var fault = unwritten(new IllegalStateException("no serializer"));
        assertThatThrownBy(() -> clients.left(fault)).isSameAs(fault);
    }

    private static HttpMessageNotWritableException unwritten(Throwable cause) {
        return new HttpMessageNotWritableException("Could not write JSON", cause);
    }
}
