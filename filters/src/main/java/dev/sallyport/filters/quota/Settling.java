// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import dev.sallyport.filters.quota.Claim.Want;
import dev.sallyport.filters.ratelimit.BucketShape;
import dev.sallyport.filters.ratelimit.Sighting;
import dev.sallyport.filters.ratelimit.Throttle;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The line of a bucket and the exchange with its ledger: one claim at a time, for as many calls as wait. Touched in the bucket's
 * turns only.
 */
final class Settling {

    /** Bounds the work that one claim makes. */
    private static final int MOST_WANTS = 100;

    /** How often a bucket without a limit is looked at, in case a notice was lost. */
    private static final Duration RECHECK = Duration.ofSeconds(60);

    /** How often a bucket that nobody wants now is tried to be reported while the ledger is away. */
    private static final Duration LATER = Duration.ofSeconds(1);

    /** After a refusal that says nothing, until the ledger says how long. */
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);

    private final LocalBucket bucket;
    private final Workings workings;
    private final WaitingLine line;
    private final Outlook outlook;
    private final Serving serving;
    private final Alarm alarm;
    private final Books books;
    private long askAgainAt;
    private boolean asking;
    private boolean again;

    /** Calls that waited when the ledger was last asked. Read by other threads, for people to look at. */
    private volatile int told;

    Settling(LocalBucket bucket, Workings workings) {
        this.bucket = bucket;
        this.workings = workings;
        this.line = new WaitingLine(workings.counts().waiting());
        this.outlook = new Outlook(bucket.bucket().shape() instanceof BucketShape.Fixed, workings.now());
        this.serving = new Serving(bucket, line, outlook);
        this.alarm = new Alarm(workings.scheduler(), () -> bucket.inTurn(this::settle));
        this.books = new Books(bucket, workings);
        this.askAgainAt = workings.now();
    }

    Outlook outlook() {
        return outlook;
    }

    /** Calls that wait now and of which the ledger does not know; negative where some of those it knows of have gone. */
    int untold() {
        return line.size() - told;
    }

    void await(Waiter waiter) {
        if (waiter.isGone()) {
            return;
        }
        long now = workings.now();
        Permit permit = line.isEmpty() ? bucket.tryTake(waiter.connection(), waiter.held(), now) : null;
        if (permit != null) {
            waiter.granted(permit);
        } else if (serving.isHopeless(waiter, now) || isFull()) {
            waiter.refused(bucket, serving.untilNext(now));
        } else {
            line.add(waiter);
            askFor(waiter, now);
        }
    }

    /** Whoever comes before the first standing waits for nothing but the ledger. */
    private boolean isFull() {
        return line.size() >= workings.settings().maxWaiting() && outlook.isKnown();
    }

    private void askFor(Waiter waiter, long now) {
        if (isInVain(waiter.connection(), now)) {
            waiter.stays();
            alarm.ringIn(serving.untilNext(now), now);
        } else if (!asking || workings.link().isAway()) {
            settle();
        }
    }

    private boolean isInVain(String connection, long now) {
        return outlook.isInVain(connection, now);
    }

    void leave(Waiter waiter) {
        line.remove(waiter);
    }

    void expire(Waiter waiter) {
        if (line.remove(waiter)) {
            waiter.refused(bucket, serving.untilNext(workings.now()));
        }
    }

    /** A permit comes back: the next waiter's, or the ledger's. */
    void takeBack(Permit permit) {
        if (permit.tag() != bucket.tag()) {
            return;
        }
        if (!serving.passOn(permit, workings.now())) {
            books.account().returned(1);
            outlook.brighten(workings.now());
            reportIn(workings.settings().reportInterval());
        }
    }

    void overdrawn() {
        books.spent(1, true);
        if (!isInVain("", workings.now())) {
            settle();
        }
    }

    void reportIn(Duration delay) {
        alarm.ringIn(delay, workings.now());
    }

    void learn(@Nullable Sighting sighting, @Nullable Throttle throttle, Permit permit) {
        long now = workings.now();
        books.saw(sighting, permit, now);
        if (throttle != null) {
            refuse(throttle.stayAway() == null ? Duration.ZERO : throttle.stayAway(), now);
            settle();
        } else if (sighting != null && isUrgent(sighting)) {
            settle();
        } else {
            reportIn(workings.settings().reportInterval());
        }
    }

    private boolean isUrgent(Sighting sighting) {
        return bucket.tag() == 0 || !line.isEmpty() || outlook.isNear(sighting);
    }

    /** Calls that were sent before a block began tell nothing new unless they say how long. */
    private void refuse(Duration stayAway, long now) {
        if (stayAway.isZero() && outlook.isBlocked(now)) {
            return;
        }
        books.refused(stayAway, now);
        block(stayAway.isZero() ? FIRST_PAUSE : stayAway, now);
    }

    private void block(Duration length, long now) {
        outlook.block(now + length.toNanos());
        serving.refuseHopeless(now);
    }

    /** @param blockedFor zero when a limit became known or came near */
    void hear(Duration blockedFor) {
        long now = workings.now();
        if (blockedFor.isPositive()) {
            block(blockedFor, now);
            if (!line.isEmpty()) {
                alarm.ringIn(serving.untilNext(now), now);
            }
        } else {
            settle();
        }
    }

    private void settle() {
        alarm.stop();
        LedgerLink link = workings.link();
        long now = workings.now();
        if (link.isAway() || now - askAgainAt < 0) {
            settleAlone();
            if (!asking && link.mayProbe()) {
                ask(List.of());
            }
        } else if (asking) {
            again = true;
        } else {
            ask(line.wants(MOST_WANTS));
        }
    }

    private void ask(List<Want> wants) {
        asking = true;
        again = false;
        told = line.size();
        Claim claim = claim(books.shared(), wants);
        workings.link()
                .settle(
                        claim,
                        standing -> bucket.inTurn(() -> answered(claim, standing)),
                        () -> bucket.inTurn(this::unanswered));
    }

    private void answered(Claim claim, Standing standing) {
        asking = false;
        if (workings.link().isAway()) {
            books.shared().heard(standing, bucket.credit().isUnlimited());
            block(standing.blockedFor(), workings.now());
            return;
        }
        books.closeOwn();
        apply(claim, standing, books.shared());
    }

    private void unanswered() {
        asking = false;
        askAgainAt = workings.now() + LedgerLink.PAUSE.toNanos();
        settle();
    }

    private void settleAlone() {
        Account alone = books.own(outlook);
        Claim claim = claim(alone, line.wants(MOST_WANTS));
        workings.link().settleAlone(claim, standing -> apply(claim, standing, alone));
    }

    private Claim claim(Account account, List<Want> wants) {
        books.absorb();
        Map<String, Integer> used = bucket.takeUsed();
        return account.claim(bucket.inFlight(), line.size(), used, wants, workings.now());
    }

    private void apply(Claim claim, Standing standing, Account account) {
        long now = workings.now();
        Credit before = bucket.credit();
        before.close();
        books.absorb();
        account.heard(standing, before.isUnlimited());
        outlook.learn(standing, claim.wants(), bucket.key().isShared() && claim.wanted() < MOST_WANTS, now);
        bucket.reckon(
                tagOf(standing, account),
                standing.given() + account.spentSinceClaim(),
                now + endOf(standing).toNanos());
        int spare = serving.serve(claim, standing, now);
        if (standing.limit() != null) {
            account.returned(spare);
        }
        if (!books.isShared(account)) {
            books.shared().spent(Serving.total(standing) - spare, standing.limit() != null);
        }
        Duration recheck = books.isShared(account) ? RECHECK : LedgerLink.PAUSE;
        Credit credit = Credit.of(standing, bucket.tag(), account.spentSinceClaim(), recheck, now);
        books.watch(credit);
        serving.serveOn(credit, now);
        followUp(account, now);
    }

    private long tagOf(Standing standing, Account account) {
        if (standing.limit() == null) {
            return 0;
        }
        return books.isShared(account) ? standing.window() : -standing.window();
    }

    private static Duration endOf(Standing standing) {
        return standing.resetIn() == null ? Credit.FOREVER : standing.resetIn();
    }

    private void followUp(Account account, long now) {
        serving.refuseHopeless(now);
        if ((again && books.isShared(account)) || line.any(connection -> !isInVain(connection, now))) {
            settle();
        } else if (!line.isEmpty()) {
            line.forEach(Waiter::stays);
            alarm.ringIn(books.isShared(account) ? serving.untilNext(now) : soon(serving.untilNext(now)), now);
        } else if (account.hasNews()) {
            reportIn(workings.settings().reportInterval());
        } else if (!books.isShared(account) && books.shared().isBehind() && !bucket.isForgotten()) {
            // One that is forgotten would go on for as long as the ledger is away, and all those of that time with it.
            reportIn(LATER);
        }
    }

    /** Alone, to see whether the shared ledger is back. */
    private static Duration soon(Duration wait) {
        return wait.compareTo(LedgerLink.PAUSE) < 0 ? wait : LedgerLink.PAUSE;
    }
}
