package org.dllm.platform.home;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;

/** Addresses of this machine at which only a socket bound to all addresses answers. */
public final class OtherAddresses {

    private static final List<String> OTHERS = List.of("127.0.0.2", "::1");

    private OtherAddresses() {}

    /** Whether a server listens there at {@code port}. */
    public static boolean answerAt(int port) {
        return OTHERS.stream().anyMatch(address -> answers(address, port));
    }

    private static boolean answers(String address, int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), 2000);
            return true;
        } catch (IOException refused) {
            return false;
        }
    }
}
