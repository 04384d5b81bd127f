// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.door;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.flush.FlushConsolidationHandler;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.netty.NettyPipeline;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;

/** Lets only unambiguous, bounded and reasonably fast HTTP/1.x requests through to the server's handler. */
public final class Door {

    private static final String KEEPER = "sallyport.doorkeeper";
    private static final String FLUSHES = "sallyport.flushes";
    private static final String ACCEPTING = "sallyport.accepting";

    /** Flushes after which one happens at once, however busy the turn. */
    private static final int MAX_FLUSHES = 64;

    private final DoorSettings settings;
    private final NoRoom noRoom;
    private final AtomicInteger connections = new AtomicInteger();

    public Door(DoorSettings settings) {
        this.settings = settings;
        this.noRoom = new NoRoom(settings.lingerTimeout());
    }

    /** The same server behind this door. Connections of all servers behind one door count together. */
    public HttpServer install(HttpServer server) {
        return server.protocol(HttpProtocol.HTTP11)
                .maxKeepAliveRequests(settings.maxRequestsPerConnection())
                .doOnBound(bound -> bound.channel().pipeline().addFirst(ACCEPTING, new AcceptWatch()))
                .doOnChannelInit((observer, channel, remoteAddress) -> guard(channel));
    }

    private void guard(Channel channel) {
        Visit visit = new Visit();
        DoorCodec codec = new DoorCodec(settings, visit);
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.replace(NettyPipeline.HttpCodec, NettyPipeline.HttpCodec, codec);
        // Head and body of a short answer are flushed one by one; what one turn of the event loop brings leaves as one
        // write.
        pipeline.addBefore(NettyPipeline.HttpCodec, FLUSHES, new FlushConsolidationHandler(MAX_FLUSHES, true));
        boolean room = connections.incrementAndGet() <= settings.maxConnections();
        visit.refused = !room;
        channel.closeFuture().addListener(closed -> connections.decrementAndGet());
        pipeline.addAfter(NettyPipeline.HttpCodec, KEEPER, room ? new Doorkeeper(settings, visit, codec) : noRoom);
    }
}
