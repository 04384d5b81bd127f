// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.door;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import java.time.Duration;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All that one connection may not take forever for, looked at by one timer instead of one per request and phase. */
final class Deadlines {

    /** What has taken too long. */
    enum Expired {
        HEAD,
        BODY,
        IDLE,
        DRAIN,
        WRITE
    }

    /** Looks per shortest deadline: how late the end of a wait may be noticed. */
    private static final int LOOKS = 8;

    private final Visit visit;
    private final Patience head;
    private final Patience idle;
    private final Patience drain;
    private final Patience write;
    private final long bodyBytesPerWindow;
    private final long bodyWindowNanos;
    private long bodyWaitedNanos;
    private long bodyOf;

    Deadlines(DoorSettings settings, Visit visit) {
        this.visit = visit;
        this.head = new Patience(settings.headTimeout());
        this.idle = new Patience(settings.idleTimeout());
        this.drain = new Patience(settings.lingerTimeout());
        this.write = new Patience(settings.writeTimeout());
        this.bodyBytesPerWindow = settings.bodyBytesPerWindow();
        this.bodyWindowNanos = settings.bodyWindow().toNanos();
    }

    /** How often to look. */
    static Duration interval(DoorSettings settings) {
        return Stream.of(
                        settings.headTimeout(),
                        settings.idleTimeout(),
                        settings.bodyWindow(),
                        settings.writeTimeout(),
                        settings.lingerTimeout().multipliedBy(4))
                .reduce((a, b) -> a.compareTo(b) <= 0 ? a : b)
                .orElseThrow()
                .dividedBy(LOOKS);
    }

    /** @param passedNanos since the last look */
    @Nullable
    Expired look(Channel channel, long passedNanos) {
        Expired expired = null;
        if (head.isSpent(visit.inHead, visit.requests, passedNanos)) {
            expired = Expired.HEAD;
        }
        if (idle.isSpent(visit.isIdle(), visit.requests, passedNanos)) {
            expired = Expired.IDLE;
        }
        if (drain.isSpent(visit.inBody && !visit.busy, visit.requests, passedNanos)) {
            expired = Expired.DRAIN;
        }
        if (isBodyTooSlow(channel, passedNanos)) {
            expired = Expired.BODY;
        }
        return isWriteStalled(channel, passedNanos) ? Expired.WRITE : expired;
    }

    /** Time in which our own backpressure keeps the socket unread does not count against the caller. */
    private boolean isBodyTooSlow(Channel channel, long passedNanos) {
        if (!visit.inBody || !visit.busy || bodyOf != visit.requests || visit.bodyBytes >= bodyBytesPerWindow) {
            bodyOf = visit.requests;
            bodyWaitedNanos = 0;
            visit.bodyBytes = 0;
            return false;
        }
        if (channel.config().isAutoRead()) {
            bodyWaitedNanos += passedNanos;
        }
        return bodyWaitedNanos >= bodyWindowNanos;
    }

    /** The socket's send buffer hides how far the caller has read, so only a full stop is told from a slow reader. */
    private boolean isWriteStalled(Channel channel, long passedNanos) {
        ChannelOutboundBuffer unsent = channel.unsafe().outboundBuffer();
        Object current = unsent == null ? null : unsent.current();
        long progress = unsent == null ? 0 : unsent.currentProgress();
        return write.isSpent(current != null, System.identityHashCode(current) * 31L + progress, passedNanos);
    }
}
