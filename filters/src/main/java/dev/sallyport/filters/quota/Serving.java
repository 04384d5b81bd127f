// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Hands permits to those who wait for a bucket, and sends away those for whom none will come in time. Touched in turns only. */
final class Serving {

    private final LocalBucket bucket;
    private final WaitingLine line;
    private final Outlook outlook;

    Serving(LocalBucket bucket, WaitingLine line, Outlook outlook) {
        this.bucket = bucket;
        this.line = line;
        this.outlook = outlook;
    }

    /**
     * To those who asked, or whoever is in the line now.
     *
     * @return permits that nobody took
     */
    int serve(Claim claim, Standing standing, long now) {
        int spare = 0;
        long order = standing.given() - total(standing);
        for (int i = 0; i < Math.min(claim.wants().size(), standing.granted().size()); i++) {
            for (int n = 0; n < standing.granted().get(i); n++) {
                order++;
                spare += give(claim.wants().get(i).connection(), order, now) ? 0 : 1;
            }
        }
        return spare;
    }

    static int total(Standing standing) {
        return standing.granted().stream().mapToInt(Integer::intValue).sum();
    }

    private boolean give(String connection, long order, long now) {
        Waiter next = outlook.isBlocked(now) ? null : nextOf(connection);
        if (next != null) {
            next.granted(bucket.permitFor(next, order));
        }
        return next != null;
    }

    private @Nullable Waiter nextOf(String connection) {
        Waiter own = line.next(connection);
        return own == null ? line.next() : own;
    }

    /** For those still in the line; when some stay, nobody passes them. */
    void serveOn(Credit credit, long now) {
        boolean blocked = outlook.isBlocked(now);
        while (!line.isEmpty() && !blocked && credit.isForAll()) {
            long order = credit.take();
            if (order == 0) {
                break;
            }
            Waiter next = Objects.requireNonNull(line.next());
            next.granted(bucket.permitFor(next, order));
        }
        if (!line.isEmpty() || blocked) {
            credit.close();
        }
    }

    /** Whether someone could use what another did not. */
    boolean passOn(Permit permit, long now) {
        Waiter next = outlook.isBlocked(now) ? null : line.next();
        if (next != null) {
            next.granted(bucket.permitFor(next, permit.order()));
        }
        return next != null;
    }

    boolean isHopeless(Waiter waiter, long now) {
        return waiter.deadline() - now < outlook.knownWait(now);
    }

    void refuseHopeless(long now) {
        if (!line.isEmpty()) {
            line.removeAll(waiter -> isHopeless(waiter, now)).forEach(waiter -> waiter.refused(bucket, untilNext(now)));
        }
    }

    Duration untilNext(long now) {
        return Duration.ofNanos(Math.max(1, Math.max(outlook.knownWait(now), outlook.nextAt() - now)));
    }
}
