// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MemoryOutboxTest extends OutboxContract {

    private final Outbox outbox = new MemoryOutbox(3, System::nanoTime);

    @Override
    protected Outbox outbox() {
        return outbox;
    }

    @Test
    void whatHasNoRoomIsRefusedUntilSomethingIsRemoved() {
        put(delivery("a"));
        put(delivery("b"));
        put(delivery("c"));
        assertThat(put(delivery("d"))).isFalse();

        outbox.remove(delivery("b")).block();

        assertThat(put(delivery("d"))).isTrue();
        assertThat(put(delivery("e"))).isFalse();
    }
}
