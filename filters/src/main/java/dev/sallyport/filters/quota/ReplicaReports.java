// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import java.util.HashMap;
import java.util.Map;

/** What each replica last said of a bucket. Milliseconds. */
final class ReplicaReports {

    /** After this a replica that says nothing has nothing in flight. */
    private static final long EXPIRY = 30_000;

    /** What it had spent counts for longer: it may say nothing because it sends nothing. */
    private static final long FORGOTTEN_AFTER = 25 * 3_600_000L;

    private static final long ANY = -1;

    private final Map<String, Report> reports = new HashMap<>();

    /** @return permits that the replica spent in this window and had not reported */
    long merge(String replica, Claim claim, long window, long now) {
        reports.values().removeIf(report -> report.isForgotten(window, now));
        long before = spentBefore(replica, window);
        long spent = claim.window() == window ? Math.max(before, LedgerUnits.permits(claim.spent())) : before;
        reports.put(replica, new Report(window, spent, claim.inFlight(), waiting(claim), now + EXPIRY));
        return before == ANY ? 0 : spent - before;
    }

    /** Takes the next total of every other replica as its start: so far nobody counted. */
    void startOver(String except) {
        reports.replaceAll((replica, report) -> replica.equals(except) ? report : report.withSpent(ANY));
    }

    /** As {@link #startOver}, for a replica that this bucket does not know. */
    void expect(String replica, long window, long now) {
        reports.put(replica, new Report(window, ANY, 0, 0, now + EXPIRY));
    }

    /** Are sent from now on. */
    void granted(String replica, long permits) {
        reports.computeIfPresent(replica, (name, report) -> report.withInFlight(report.inFlight() + permits));
    }

    long inFlight(long now) {
        return reports.values().stream()
                .filter(report -> report.until() > now)
                .mapToLong(Report::inFlight)
                .sum();
    }

    long waiting(long now) {
        return reports.values().stream()
                .filter(report -> report.until() > now)
                .mapToLong(Report::waiting)
                .sum();
    }

    int live(long now) {
        return (int)
                reports.values().stream().filter(report -> report.until() > now).count();
    }

    private long spentBefore(String replica, long window) {
        Report report = reports.get(replica);
        return report != null && report.window() == window ? report.spent() : 0;
    }

    private static int waiting(Claim claim) {
        return Math.max(claim.waiting(), claim.wanted());
    }

    private record Report(long window, long spent, long inFlight, int waiting, long until) {

        Report withSpent(long other) {
            return new Report(window, other, inFlight, waiting, until);
        }

        Report withInFlight(long other) {
            return new Report(window, spent, other, waiting, until);
        }

        boolean isForgotten(long current, long now) {
            return now >= (window == current ? until + FORGOTTEN_AFTER : until);
        }
    }
}
