// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.client;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import java.net.SocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The connections of this replica to Redis, one per purpose. Opening them never fails and never waits because Redis is away:
 * they come up in the background, and until then every command fails at once.
 */
public final class RedisConnections implements AutoCloseable {

    private static final long PROBE_MILLIS = 1_000;

    private final RedisSettings settings;
    private final ClientResources resources;
    private final RedisDriver driver;
    private final Availability availability = new Availability(this::probe);
    private final ServerClock clock;
    private final Link<Session> readLink;
    private final Link<Session> scriptLink;
    private final Link<Session> quotaLink;
    private final Link<Session> backgroundLink;
    private final List<Link<?>> links = new CopyOnWriteArrayList<>();
    private final RedisLane probes;
    private final AtomicBoolean probing = new AtomicBoolean();
    private volatile boolean closed;

    private RedisConnections(RedisSettings settings, Clock clock, CommandLatencyRecorder latency) {
        RedisAddress address = RedisAddress.parse(settings);
        this.settings = settings;
        this.clock = new ServerClock(clock);
        this.resources = DriverOptions.resources(settings, latency);
        this.driver = address.isCluster()
                ? new ClusterDriver(address.uris(), settings, resources)
                : new SingleDriver(address.uris().getFirst(), settings, resources);
        this.readLink = link(settings.commandTimeout());
        this.scriptLink = link(settings.backgroundTimeout());
        this.quotaLink = link(settings.commandTimeout());
        this.backgroundLink = link(settings.backgroundTimeout());
        this.links.addAll(List.of(readLink, scriptLink, quotaLink, backgroundLink));
        this.probes = lane(readLink, settings.commandTimeout(), false);
    }

    /** Starts to connect and returns at once. */
    public static RedisConnections open(RedisSettings settings, Clock clock, CommandLatencyRecorder latency) {
        RedisConnections connections = new RedisConnections(settings, clock, latency);
        connections.links.forEach(Link::open);
        return connections;
    }

    /** For the request path: short timeout, and no attempt at all while Redis is known to be away. */
    public RedisLane reads() {
        return lane(readLink, settings.commandTimeout(), true);
    }

    /** For scripts that change something. */
    public RedisLane scripts() {
        return lane(scriptLink, settings.backgroundTimeout(), false);
    }

    /** For scripts that requests may wait for: short timeout, no attempt while Redis is known to be away. */
    public RedisLane quotas() {
        return lane(quotaLink, settings.commandTimeout(), true);
    }

    /** For listings and maintenance, whose long answers must not hold up others. */
    public RedisLane background() {
        return lane(backgroundLink, settings.backgroundTimeout(), false);
    }

    /** Subscribes for as long as this is open, through every reconnect. */
    public void subscribe(String channel, RedisSubscriber subscriber) {
        Subscription subscription = new Subscription(channel, subscriber);
        Link<StatefulRedisPubSubConnection<String, String>> link = new Link<>(
                driver::connectPubSub, subscription::start, error -> {}, resources.eventExecutorGroup(), delay());
        links.add(link);
        link.open();
    }

    /** Does something at once and then again and again, until this is closed; it must not block. */
    public void repeat(Duration period, Runnable work) {
        var _ = resources.eventExecutorGroup().scheduleAtFixedRate(work, 0, period.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Completes when each connection was tried once, whether that succeeded or not. */
    public Mono<Void> tried() {
        return Flux.fromIterable(links).flatMap(Link::tried).then();
    }

    /** Whether Redis answered last; for a health report, which must not ask it each time. */
    public boolean available() {
        return availability.isHere()
                && Stream.of(readLink, scriptLink, quotaLink, backgroundLink).allMatch(RedisConnections::isOpen);
    }

    @Override
    public void close() {
        closed = true;
        links.forEach(Link::close);
        driver.close();
        resources.shutdown(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
    }

    private static boolean isOpen(Link<Session> link) {
        Session session = link.current();
        return session != null && session.connection().isOpen();
    }

    private RedisLane lane(Link<Session> link, Duration timeout, boolean failsFast) {
        return new RedisLane(link, timeout, availability, clock, failsFast);
    }

    private Link<Session> link(Duration timeout) {
        return new Link<>(
                driver::connect,
                session -> connected(session, timeout),
                error -> availability.away(RedisErrors.reason(RedisErrors.unwrap(error))),
                resources.eventExecutorGroup(),
                delay());
    }

    private long delay() {
        return settings.reconnectDelay().toMillis();
    }

    private void connected(Session session, Duration timeout) {
        session.connection().setTimeout(timeout);
        session.connection().addListener(new StateListener());
        // After the link has published the session.
        resources.eventExecutorGroup().execute(this::linkUp);
    }

    /** Until Redis answers; one loop at a time, however many causes there are to start one. */
    private void probe() {
        if (probing.compareAndSet(false, true)) {
            probeOnce();
        }
    }

    private void probeOnce() {
        if (closed) {
            return;
        }
        if (availability.isHere()) {
            probing.set(false);
            // It may have gone between the two, when starting a loop was still in vain.
            if (!availability.isHere()) {
                probe();
            }
            return;
        }
        ask();
        var _ = resources.eventExecutorGroup().schedule(this::probeOnce, PROBE_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** A link came up: do not wait for the next probe, and go on if this one fails. */
    private void linkUp() {
        ask();
        probe();
    }

    /** The answer itself reports to {@link Availability}, by way of the lane. */
    private void ask() {
        var _ = probes.raw(commands -> commands.time()).thenAccept(this::synchronizeClock);
    }

    private void synchronizeClock(List<byte[]> time) {
        long seconds = Bytes.toLong(time.get(0));
        long micros = Bytes.toLong(time.get(1));
        clock.synchronize(seconds * 1_000 + micros / 1_000);
    }

    private final class StateListener implements RedisConnectionStateListener {

        @Override
        public void onRedisConnected(RedisChannelHandler<?, ?> connection, SocketAddress socketAddress) {
            resources.eventExecutorGroup().execute(RedisConnections.this::linkUp);
        }

        @Override
        public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
            if (!closed) {
                availability.away("disconnected");
            }
        }
    }
}
