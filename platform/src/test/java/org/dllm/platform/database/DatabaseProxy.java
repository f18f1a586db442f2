package org.dllm.platform.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/**
 * A proxy between a server and its PostgreSQL, with which a test makes the database unavailable.
 */
final class DatabaseProxy {

    private final URI real;
    private final InetSocketAddress address;
    private final List<Socket> open = new ArrayList<>();
    private ServerSocket listening;

    DatabaseProxy(String jdbcUrl) {
        real = URI.create(jdbcUrl.substring("jdbc:".length()));
        try {
            listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        address = (InetSocketAddress) listening.getLocalSocketAddress();
        accept(listening);
    }

    String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:%d%s?%s"
                .formatted(address.getPort(), real.getPath(), real.getQuery());
    }

    /** Closes all connections and refuses new ones. */
    synchronized void takeAway() throws IOException {
        listening.close();
        for (Socket socket : open) {
            socket.close();
        }
        open.clear();
    }

    synchronized void bringBack() throws IOException {
        listening = new ServerSocket();
        listening.setReuseAddress(true);
        listening.bind(address);
        accept(listening);
    }

    private void accept(ServerSocket server) {
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        while (true) {
                            connect(server.accept());
                        }
                    } catch (IOException _) {
                        // The test has made the database unavailable.
                    }
                });
    }

    private synchronized void connect(Socket client) throws IOException {
        var database = new Socket(real.getHost(), real.getPort());
        open.add(client);
        open.add(database);
        copy(client, database);
        copy(database, client);
    }

    private static void copy(Socket from, Socket to) {
        Thread.ofVirtual()
                .start(() -> {
                    try (from;
                            to) {
                        from.getInputStream().transferTo(to.getOutputStream());
                    } catch (IOException _) {
                        // One side has closed.
                    }
                });
    }
}
