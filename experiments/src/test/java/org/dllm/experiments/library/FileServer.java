package org.dllm.experiments.library;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A local mirror that can cut off or stall responses. */
final class FileServer implements AutoCloseable {

    private final HttpServer server;
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private final List<String> requests = new ArrayList<>();
    private int cutAfter = Integer.MAX_VALUE;
    private final AtomicInteger stallAfter = new AtomicInteger(Integer.MAX_VALUE);
    private final CountDownLatch closed = new CountDownLatch(1);
    private boolean knowsRanges = true;

    FileServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Thread::startVirtualThread);
        server.createContext("/", this::serve);
        server.start();
    }

    URI address() {
        return URI.create("http://localhost:" + server.getAddress().getPort() + "/mirror/");
    }

    void has(String path, byte[] content) {
        files.put("/mirror/" + path, content);
    }

    /** Ends every response after this many bytes, before the announced length. */
    void cutAfter(int bytes) {
        cutAfter = bytes;
    }

    /** Stalls one response after this many bytes and keeps the connection open. */
    void stallOnceAfter(int bytes) {
        stallAfter.set(bytes);
    }

    void forgetRanges() {
        knowsRanges = false;
    }

    /** The requests: each path with its range. */
    List<String> requests() {
        synchronized (requests) {
            return List.copyOf(requests);
        }
    }

    private void serve(HttpExchange exchange) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        String path = exchange.getRequestURI().getPath();
        synchronized (requests) {
            requests.add(range == null ? path : path + " " + range);
        }
        try (exchange) {
            byte[] content = files.get(path);
            if (content == null) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            int from =
                    range == null || !knowsRanges
                            ? 0
                            : Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1"));
            if (from > 0) {
                exchange.getResponseHeaders()
                        .set(
                                "Content-Range",
                                "bytes %d-%d/%d"
                                        .formatted(from, content.length - 1, content.length));
            }
            exchange.sendResponseHeaders(from > 0 ? 206 : 200, content.length - from);
            int stall = stallAfter.getAndSet(Integer.MAX_VALUE);
            int to = from + Math.min(content.length - from, Math.min(cutAfter, stall));
            exchange.getResponseBody().write(Arrays.copyOfRange(content, from, to));
            if (stall < cutAfter) {
                exchange.getResponseBody().flush();
                awaitClosed();
            }
            if (to < content.length) {
                throw new IOException("cut off by the test");
            }
        }
    }

    private void awaitClosed() {
        try {
            closed.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
    }
}
