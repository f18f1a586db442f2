package org.dllm.platform;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.context.event.EventListener;

/** What was announced inside the application. */
public final class TestEvents {

    private final List<Object> told = new CopyOnWriteArrayList<>();

    @EventListener
    void hear(Record event) {
        told.add(event);
    }

    public <T> List<T> of(Class<T> type) {
        return told.stream().filter(type::isInstance).map(type::cast).toList();
    }

    public void clear() {
        told.clear();
    }
}
