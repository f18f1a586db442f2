package org.dllm.platform;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Sends requests that no HTTP client would send. */
public final class RawCaller {

    private static final int PATIENCE_MILLIS = 10_000;

    private RawCaller() {}

    /** The whole response, which ends when the server closes the connection. */
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
