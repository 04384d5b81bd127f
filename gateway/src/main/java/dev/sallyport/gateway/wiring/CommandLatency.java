// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.wiring;

import dev.sallyport.observability.metrics.ReplicaMeters;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.protocol.ProtocolKeyword;
import java.net.SocketAddress;

/** Lettuce's times of commands as meters, by command alone: addresses of a cluster's nodes come and go. */
record CommandLatency(ReplicaMeters meters) implements CommandLatencyRecorder {

    /** Both latencies are in nanoseconds. */
    @Override
    public void recordCommandLatency(
            SocketAddress local,
            SocketAddress remote,
            ProtocolKeyword command,
            long firstResponseLatency,
            long completionLatency) {
        meters.redisAnswered(command.toString(), completionLatency);
    }
}
