// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.cache;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Every {@link Inquiry} under way. Of one key, used under its lock only. */
final class Inquiries<K> {

    private final ConcurrentMap<K, List<Inquiry>> underWay = new ConcurrentHashMap<>();

    void begin(K key, Inquiry inquiry) {
        underWay.merge(
                key,
                List.of(inquiry),
                (some, more) -> Stream.concat(some.stream(), more.stream()).toList());
    }

    void end(K key, Inquiry inquiry) {
        underWay.computeIfPresent(key, (same, all) -> {
            List<Inquiry> others =
                    all.stream().filter(other -> other != inquiry).toList();
            return others.isEmpty() ? null : others;
        });
    }

    /** @param written null where that is not told */
    void heard(K key, @Nullable Version written) {
        underWay.getOrDefault(key, List.of()).forEach(inquiry -> inquiry.heard(written));
    }
}
