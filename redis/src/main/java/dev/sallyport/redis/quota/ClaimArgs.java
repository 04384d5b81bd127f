// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.quota;

import dev.sallyport.filters.quota.Claim;
import dev.sallyport.filters.quota.LedgerUnits;
import dev.sallyport.filters.ratelimit.BucketShape;
import dev.sallyport.filters.ratelimit.Sighting;
import dev.sallyport.redis.client.Args;
import dev.sallyport.redis.client.RedisKeys;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A claim as the arguments of its script, in the script's order. */
final class ClaimArgs {

    private static final String NONE = "";

    private ClaimArgs() {}

    static Args of(Claim claim, String names, String replica, int replicas) {
        Args args = Args.of(RedisKeys.QUOTA_NOTICES, names, replica, Integer.toString(replicas));
        addShape(args, claim.bucket().shape());
        args.add(claim.bucket().key().isShared() ? "1" : "0")
                .add(claim.window())
                .add(LedgerUnits.permits(claim.spent()))
                .add(claim.inFlight())
                .add(claim.waiting());
        addSighting(args, claim.sighting(), claim.sightingOrder());
        args.add(millis(claim.blockFor())).add(claim.returned());
        args.add(claim.used().size());
        claim.used().forEach((connection, permits) -> args.add(connection).add(permits));
        args.add(claim.wants().size());
        claim.wants().forEach(want -> args.add(want.connection()).add(want.permits()));
        return args;
    }

    private static void addShape(Args args, BucketShape shape) {
        switch (shape) {
            case BucketShape.Fixed() -> args.add("F").add(NONE).add(NONE);
            case BucketShape.Sliding(long limit, Duration window) ->
                args.add("S").add(LedgerUnits.permits(limit)).add(LedgerUnits.millis(window));
            case BucketShape.Leaky(double perSecond) ->
                args.add("L").add(Double.toString(perSecond)).add(NONE);
        }
    }

    private static void addSighting(Args args, @Nullable Sighting seen, long order) {
        if (seen == null) {
            args.add(NONE).add(NONE).add(NONE).add(NONE).add(NONE);
            return;
        }
        Long limit = seen.limit();
        args.add(LedgerUnits.permits(seen.remaining()))
                .add(limit == null ? NONE : Long.toString(LedgerUnits.permits(limit)))
                .add(millis(seen.resetIn()))
                .add(millis(seen.window()))
                .add(order);
    }

    private static String millis(@Nullable Duration length) {
        return length == null ? NONE : Long.toString(LedgerUnits.millis(length));
    }
}
