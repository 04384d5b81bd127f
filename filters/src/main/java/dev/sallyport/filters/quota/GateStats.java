// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

/**
 * How the gate of this replica stands.
 *
 * @param buckets it has in mind
 * @param blocked buckets whose provider asked to stay away
 * @param inFlight calls admitted and not answered yet, counted once for each of their buckets
 * @param waiting calls that wait for a bucket
 * @param held calls that had to wait so far; when observing, that would have had to
 * @param refused calls refused so far; when observing, that would have been
 * @param ledgerAway whether it decides alone because the ledger does not answer
 */
public record GateStats(
        long buckets, int blocked, int inFlight, int waiting, long held, long refused, boolean ledgerAway) {}
