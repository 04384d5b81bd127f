// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.bench.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpResponseDecoder;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The open loop: requests are due at fixed times whether or not earlier ones were answered, and each latency counts from
 * the time it was due. A stall therefore shows in all requests that fell into it, not in one (coordinated omission).
 */
public final class ConstantRate implements AutoCloseable {

    private static final Duration DRAIN = Duration.ofSeconds(10);

    private final int connections;
    private final boolean epoll;
    private final EventLoopGroup loop;

    /**
     * A generator with one thread.
     *
     * @param connections more than are ever busy at once, or else requests wait here and not at the target
     */
    public ConstantRate(int connections) {
        this.connections = connections;
        // Epoll's timers have the resolution of nanoseconds; NIO's of milliseconds, good enough only to try things.
        this.epoll = Epoll.isAvailable();
        IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        this.loop = new MultiThreadIoEventLoopGroup(1, io);
    }

    public Latencies run(LoadRequest request, double perSecond, Duration duration) {
        Schedule schedule = new Schedule(request.onTheWire(), perSecond, duration, loop.next());
        try {
            for (int i = 0; i < connections; i++) {
                connect(request, schedule);
            }
            schedule.start();
            return schedule.latencies().get(duration.plus(DRAIN).toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted under load", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(request.uri() + ": " + e.getCause(), e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException(request.uri() + ": not all answers came (rate: " + perSecond + ")", e);
        } finally {
            schedule.stop();
        }
    }

    private void connect(LoadRequest request, Schedule schedule) throws InterruptedException {
        Channel channel = new Bootstrap()
                .group(loop)
                .channel(epoll ? EpollSocketChannel.class : NioSocketChannel.class)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel accepted) {
                        accepted.pipeline().addLast(new HttpResponseDecoder(), new Answers(schedule));
                    }
                })
                .connect(request.uri().getHost(), request.uri().getPort())
                .sync()
                .channel();
        schedule.add(channel);
    }

    @Override
    public void close() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
