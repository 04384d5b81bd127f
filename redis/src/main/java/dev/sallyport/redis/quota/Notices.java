// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.quota;

import dev.sallyport.filters.quota.BucketNotice;
import dev.sallyport.filters.ratelimit.BucketKey;
import dev.sallyport.redis.client.RedisSubscriber;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Hands on what replicas tell each other of buckets: a length in milliseconds, a blank, and the bucket's names. */
final class Notices implements RedisSubscriber {

    private static final int LONGEST_NUMBER = 18;

    private final List<Consumer<BucketNotice>> listeners = new CopyOnWriteArrayList<>();

    void add(Consumer<BucketNotice> listener) {
        listeners.add(listener);
    }

    /** What was missed meanwhile, those who listen find out with their next claim. */
    @Override
    public void linked() {}

    @Override
    public void unlinked() {}

    /** Text of another form comes from another version, during a rolling update. */
    @Override
    public void message(String text) {
        int blank = text.indexOf(' ');
        if (blank < 1
                || blank > LONGEST_NUMBER
                || !text.substring(0, blank).chars().allMatch(Character::isDigit)) {
            return;
        }
        BucketKey key = BucketNames.split(text.substring(blank + 1));
        if (key != null) {
            BucketNotice notice = new BucketNotice(key, Duration.ofMillis(Long.parseLong(text, 0, blank, 10)));
            listeners.forEach(listener -> listener.accept(notice));
        }
    }
}
