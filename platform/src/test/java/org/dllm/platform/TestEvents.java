package org.dllm.platform;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.context.event.EventListener;

/** Records events published in the application. */
public final class TestEvents {

    private final List<Object> published = new CopyOnWriteArrayList<>();

    @EventListener
    void record(Record event) {
        published.add(event);
    }

    public <T> List<T> of(Class<T> type) {
        return published.stream().filter(type::isInstance).map(type::cast).toList();
    }

    public void clear() {
        published.clear();
    }
}
