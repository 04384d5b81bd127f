// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import dev.sallyport.filters.call.Priority;
import dev.sallyport.filters.error.GatewayException;
import dev.sallyport.filters.quota.QuotaGate.Admission;
import dev.sallyport.filters.quota.QuotaGate.Ask;
import dev.sallyport.filters.ratelimit.Bucket;
import dev.sallyport.filters.ratelimit.BucketKey;
import dev.sallyport.filters.ratelimit.Reading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import reactor.core.Disposable;

/** Replicas, their ledger and one provider in virtual time. What is asked of them is checked as it happens and at the end. */
final class Simulation {

    static final BucketKey KEY = new BucketKey("dev", "github", null, "default");

    final Random random;
    final Agenda agenda = new Agenda();
    final LocalBuckets truth = new LocalBuckets(1000);
    final List<Replica> replicas = new ArrayList<>();
    final List<Call> calls = new ArrayList<>();
    final ModelProvider provider;
    final List<Bucket> charged;
    final List<String> complaints = new ArrayList<>();

    /** Slowest answer, but for one in twenty that takes up to ten times as long. */
    Duration slowest = Duration.ofMillis(200);

    double lostAnswers;
    double leaving;
    private long blockedFrom = Long.MAX_VALUE;
    private long blockedUntil;

    /** Until then replicas may not hear of one another. */
    private long faultyUntil = -1;

    Simulation(long seed, ModelProvider provider) {
        this.random = new Random(seed);
        this.provider = provider;
        this.truth.listen(notice -> replicas.forEach(each -> each.link.hear(notice)));
        this.charged = List.of(new Bucket(provider.key, provider.shape()));
        for (int i = 0; i < 3; i++) {
            replicas.add(new Replica("r" + i));
        }
    }

    /** One process. */
    final class Replica {
        final String name;
        final Agenda.Process process = agenda.new Process();
        final ModelLink link;
        final QuotaGate gate;

        Replica(String name) {
            this.name = name;
            LocalLedger ledger =
                    new LocalLedger(truth, name, () -> Portion.WHOLE, () -> 1_000_000_000 + agenda.now() / 1_000_000);
            this.link = new ModelLink(agenda, random, ledger, 3);
            long origin = random.nextLong();
            QuotaSettings settings =
                    new QuotaSettings(QuotaMode.ENFORCE, 1000, Duration.ofMillis(50), 1000, Duration.ofMillis(100));
            this.gate = new QuotaGate(settings, link, process, () -> origin + agenda.now());
        }
    }

    /** @param frozen else it fails at once */
    void breakLink(int replica, boolean frozen, long at, long length) {
        agenda.in(at, () -> {
            replicas.get(replica).link.frozen = frozen;
            replicas.get(replica).link.cut = !frozen;
        });
        agenda.in(at, () -> faultyUntil = at + length + Duration.ofSeconds(1).toNanos());
        agenda.in(at + length, () -> {
            replicas.get(replica).link.frozen = false;
            replicas.get(replica).link.cut = false;
        });
    }

    void crash(int index) {
        Replica old = replicas.get(index);
        old.process.kill();
        replicas.set(index, new Replica(old.name + "'"));
    }

    Call call(int replica, String connection, Priority priority, Duration maxWait) {
        Call call = new Call(replicas.get(replica), connection, maxWait);
        calls.add(call);
        call.start(priority);
        return call;
    }

    final class Call {
        final Replica replica;
        final String connection;
        final Duration maxWait;
        final long startedAt = agenda.now();
        long endedWaitingAt = -1;
        boolean sent;
        boolean accepted;
        boolean over;
        private Disposable waiting = () -> {};

        Call(Replica replica, String connection, Duration maxWait) {
            this.replica = replica;
            this.connection = connection;
            this.maxWait = maxWait;
        }

        void start(Priority priority) {
            Admission admission = replica.gate.tryAdmit(charged, connection, priority);
            if (admission != null) {
                admitted(admission);
                return;
            }
            waiting = replica.gate
                    .admit(charged, new Ask(connection, priority, maxWait))
                    .subscribe(this::admitted, this::refused);
            if (random.nextDouble() < leaving) {
                agenda.in(random.nextLong(1 + maxWait.toNanos()), this::leave);
            }
        }

        private void leave() {
            if (endedWaitingAt < 0) {
                waiting.dispose();
                endWait();
                over = true;
            }
        }

        private void endWait() {
            endedWaitingAt = agenda.now();
            long waited = endedWaitingAt - startedAt;
            long most = Math.max(maxWait.toNanos(), Duration.ofMillis(100).toNanos());
            if (waited > most + Duration.ofMillis(5).toNanos()) {
                complain("waited " + waited / 1_000_000 + " ms of " + maxWait.toMillis());
            }
        }

        private void refused(Throwable error) {
            endWait();
            over = true;
            if (!(error instanceof GatewayException e) || !e.details().containsKey("retry_after_ms")) {
                complain("refused by " + error);
            }
        }

        private void admitted(Admission admission) {
            endWait();
            if (random.nextDouble() < leaving / 5) {
                admission.unsent();
                over = true;
                return;
            }
            sent = true;
            long now = agenda.now();
            if (now > blockedFrom && now < blockedUntil && now > faultyUntil) {
                complain("sent " + (now - blockedFrom) / 1_000_000 + " ms after the others had to know of a refusal");
            }
            agenda.in(random.nextLong(500_000, 10_000_000), () -> arrive(admission));
        }

        private void arrive(Admission admission) {
            ModelProvider.Answer answer = provider.receive(agenda.now());
            accepted = answer.accepted();
            long delay = random.nextLong(1_000_000, slowest.toNanos());
            if (random.nextInt(20) == 0) {
                delay *= 10;
            }
            boolean lost = random.nextDouble() < lostAnswers;
            agenda.in(delay, () -> {
                over = true;
                if (replica.process.isDead()) {
                    return;
                }
                if (lost) {
                    admission.failed();
                } else {
                    Reading reading = answer.written().apply(agenda.now() - 500_000);
                    admission.answered(reading);
                    answered(reading);
                }
                admission.unsent();
            });
        }

        private void answered(Reading reading) {
            if (reading.throttle() != null && reading.throttle().stayAway() != null && isLinked()) {
                long until = agenda.now() + reading.throttle().stayAway().toNanos();
                if (blockedUntil < agenda.now()) {
                    blockedFrom = agenda.now() + Duration.ofMillis(100).toNanos();
                }
                blockedUntil = Math.max(blockedUntil, until);
            }
        }

        private boolean isLinked() {
            return replicas.stream().noneMatch(each -> each.link.cut || each.link.frozen || each.link.loss > 0);
        }
    }

    void complain(String what) {
        if (complaints.size() < 20) {
            complaints.add("%.3fs: %s".formatted(agenda.now() / 1e9, what));
        }
    }

    /** Calls at random moments, so many a second on average over all replicas, until the end. */
    void load(double perSecond, Duration end, int connections, Duration maxWait) {
        long gap = (long) (-Math.log(1 - random.nextDouble()) / perSecond * 1e9);
        agenda.in(gap, () -> {
            if (agenda.now() < end.toNanos()) {
                String connection = "c" + random.nextInt(connections);
                Priority priority = Priority.values()[random.nextInt(3)];
                call(random.nextInt(replicas.size()), connection, priority, maxWait);
                load(perSecond, end, connections, maxWait);
            }
        });
    }

    /** The same of one connection. */
    void loadOf(String connection, double perSecond, Duration end, Duration maxWait) {
        long gap = (long) (-Math.log(1 - random.nextDouble()) / perSecond * 1e9);
        agenda.in(gap, () -> {
            if (agenda.now() < end.toNanos()) {
                call(random.nextInt(replicas.size()), connection, Priority.NORMAL, maxWait);
                loadOf(connection, perSecond, end, maxWait);
            }
        });
    }

    void finish(Duration end) {
        agenda.runUntil(end.plusSeconds(100));
        for (Replica each : replicas) {
            GateStats stats = each.gate.stats();
            if (stats.inFlight() != 0 || stats.waiting() != 0) {
                complain(each.name + " ends with " + stats);
            }
        }
        long open = calls.stream()
                .filter(call -> !call.over && !call.replica.process.isDead())
                .count();
        if (open > 0) {
            complain(open + " calls never ended");
        }
    }
}
