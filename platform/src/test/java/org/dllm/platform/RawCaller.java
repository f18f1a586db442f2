package org.dllm.platform;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Somebody who says things that no HTTP client would. */
public final class RawCaller {

    private static final int PATIENCE_MILLIS = 10_000;

    private RawCaller() {}

    /** The whole answer, whose end the server has to tell by hanging up. */
    public static String call(int port, String line, String... headers) throws IOException {
        var request = new StringBuilder(line + " HTTP/1.1\r\nConnection: close\r\n");
        if (List.of(headers).stream().noneMatch(header -> header.startsWith("Host:"))) {
            request.append("Host: 127.0.0.1:" + port + "\r\n");
        }
        List.of(headers).forEach(header -> request.append(header).append("\r\n"));
        try (var socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream()
                    .write(request.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
