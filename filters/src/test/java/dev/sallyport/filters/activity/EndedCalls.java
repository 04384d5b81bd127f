// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.activity;

import dev.sallyport.filters.access.AllowList;
import dev.sallyport.filters.access.ApiKey;
import dev.sallyport.filters.access.Scopes;
import dev.sallyport.filters.call.ProxyTarget;
import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.telemetry.CallEnd;
import dev.sallyport.filters.testing.Samples;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import java.time.Duration;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** Calls that are over, told apart by their paths. */
final class EndedCalls {

    private EndedCalls() {}

    static EndedCall call(String environment, String path) {
        return call(environment, path, 200, null);
    }

    static EndedCall call(String environment, String path, int status, @Nullable ErrorCode error) {
        ApiKey key = new ApiKey(
                "id", "name", environment, Scopes.all(), AllowList.EVERYTHING, AllowList.EVERYTHING, Samples.NOW);
        return new EndedCall(
                new EndedCall.Times(Samples.NOW.atZone(ZoneOffset.UTC), Samples.NOW, 10, 20, 30),
                key,
                "GET",
                ProxyTarget.parse("/proxy/" + path),
                new DefaultHttpHeaders(),
                EmptyHttpHeaders.INSTANCE,
                null,
                null,
                "",
                new CallEnd("i", "c", "p", status, error, CallEnd.Outcome.COMPLETED, 1, Duration.ZERO, 0, 0),
                null,
                null,
                "",
                null);
    }
}
