// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.upstream;

import static dev.sallyport.filters.testing.RawUpstream.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.egress.EgressRefusedException;
import dev.sallyport.filters.egress.EgressSettings;
import dev.sallyport.filters.egress.UpstreamOrigin;
import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.testing.RawUpstream;
import dev.sallyport.filters.upstream.Exchanges.Answer;
import java.io.File;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** The address policy where it counts: nothing refused is dialled. */
class EgressTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "0.0.0.0",
                "::",
                "::1",
                "169.254.169.254",
                "168.63.129.16",
                "100.100.100.200",
                "fd00:ec2::254",
                "10.0.0.1",
                "172.16.0.1",
                "192.168.0.1",
                "100.64.0.1",
                "198.18.0.1",
                "240.0.0.1",
                "255.255.255.255",
                "224.0.0.1",
                "fc00::1",
                "::ffff:127.0.0.1",
                "::ffff:7f00:1",
                "::127.0.0.1",
                "64:ff9b::7f00:1",
                "64:ff9b:1::a00:1",
                "2002:7f00:1::",
                "2001:0:4136:e378:8000:63bf:80ff:fffe",
                "2606:4700::5efe:a00:1"
            })
    void refusesLiteralsWithoutDialling(String host) throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(ok("secret"));
                UpstreamClient client = new UpstreamClient(Exchanges.oneConnection(), Exchanges.STRICT)) {
            UpstreamOrigin origin = new UpstreamOrigin("http", host, upstream.port());
            StepVerifier.create(Exchanges.get(client.to(origin), "/"))
                    .expectErrorSatisfies(EgressTest::isRefusal)
                    .verify(PATIENCE);
            assertThat(upstream.connections()).isZero();
        }
    }

    @Test
    void refusesANameThatResolvesToAPrivateAddress() throws Exception {
        assertRefused(FakeNames.always("127.0.0.1"));
    }

    @Test
    void refusesANameThatMixesPublicAndPrivateAddresses() throws Exception {
        assertRefused(FakeNames.always("93.184.215.14", "127.0.0.1"));
        assertRefused(FakeNames.always("127.0.0.1", "93.184.215.14"));
    }

    @Test
    void refusesAPrivateAddressBehindAThousandPublicOnes() throws Exception {
        List<String> answer = IntStream.range(0, 1000)
                .mapToObj(i -> i == 999 ? "127.0.0.1" : "93.184." + i / 256 + "." + i % 256)
                .toList();
        assertRefused(new FakeNames(lookup -> answer));
    }

    @Test
    void refusesDeniedPortsWithoutLookup() {
        FakeNames names = FakeNames.always("127.0.0.1");
        try (UpstreamClient client = new UpstreamClient(Exchanges.oneConnection(), Exchanges.STRICT, names)) {
            StepVerifier.create(Exchanges.get(client.to(new UpstreamOrigin("http", "api.example", 22)), "/"))
                    .expectErrorSatisfies(EgressTest::isRefusal)
                    .verify(PATIENCE);
            assertThat(names.lookups()).isZero();
        }
    }

    @Test
    void dialsExactlyWhatWasCheckedWhenANameChangesItsAnswer() throws Exception {
        // First what is open, then what is not: with a second lookup between check and dial the listener would be hit.
        FakeNames names = new FakeNames(lookup -> List.of(lookup == 0 ? "127.0.0.1" : "127.0.0.2"));
        EgressSettings onlyFirst = new EgressSettings(
                List.of("127.0.0.1/32"), true, EgressSettings.OverrideMode.BOUND, null, java.util.Set.of());
        try (RawUpstream upstream = RawUpstream.start((request, wire) -> {
                    wire.send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok");
                    wire.close();
                });
                UpstreamClient client = new UpstreamClient(Exchanges.oneConnection(), onlyFirst, names)) {
            UpstreamOrigin origin = new UpstreamOrigin("http", "rebind.example", upstream.port());
            StepVerifier.create(Exchanges.get(client.to(origin), "/"))
                    .expectNext(new Answer(200, "ok"))
                    .expectComplete()
                    .verify(PATIENCE);
            assertThat(names.lookups()).isEqualTo(1);

            StepVerifier.create(Exchanges.get(client.to(origin), "/"))
                    .expectErrorSatisfies(EgressTest::isRefusal)
                    .verify(PATIENCE);
            assertThat(upstream.connections()).isEqualTo(1);
        }
    }

    @Test
    void aNameThatDoesNotExistIsUnreachableForDns() {
        try (UpstreamClient client =
                new UpstreamClient(Exchanges.oneConnection(), Exchanges.STRICT, new FakeNames(lookup -> List.of()))) {
            assertDns(client);
        }
    }

    @Test
    void aNameServerThatNeverAnswersIsUnreachableForDnsInTime() {
        try (UpstreamClient client =
                new UpstreamClient(Exchanges.oneConnection(), Exchanges.STRICT, new FakeNames(lookup -> null))) {
            assertThat(assertDns(client)).isLessThan(Duration.ofSeconds(3));
        }
    }

    @Test
    void theRealResolverAnswersInTimeForANameThatCannotExist() {
        try (UpstreamClient client = new UpstreamClient(Exchanges.oneConnection(), Exchanges.STRICT)) {
            assertThat(assertDns(client)).isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void refusalsLeaveNoSocketBehind() {
        FakeNames names = FakeNames.always("127.0.0.1");
        try (UpstreamClient client = new UpstreamClient(Exchanges.oneConnection(), Exchanges.STRICT, names)) {
            refuseOften(client, 20);
            int before = openFiles();
            refuseOften(client, 200);
            assertThat(openFiles()).isLessThan(before + 50);
        }
    }

    private static void refuseOften(UpstreamClient client, int times) {
        Flux<Throwable> refusals = Flux.range(0, times)
                .concatMap(i -> Exchanges.get(client.to(new UpstreamOrigin("http", "a" + i % 2 + ".example", 80)), "/")
                        .cast(Throwable.class)
                        .onErrorResume(reactor.core.publisher.Mono::just));
        StepVerifier.create(refusals.filter(EgressRefusedException.class::isInstance))
                .expectNextCount(times)
                .expectComplete()
                .verify(PATIENCE);
    }

    private static int openFiles() {
        String[] open = new File("/proc/self/fd").list();
        return open == null ? 0 : open.length;
    }

    private static void assertRefused(FakeNames names) throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(ok("secret"));
                UpstreamClient client = new UpstreamClient(Exchanges.oneConnection(), Exchanges.STRICT, names)) {
            UpstreamOrigin origin = new UpstreamOrigin("http", "api.example", upstream.port());
            StepVerifier.create(Exchanges.get(client.to(origin), "/"))
                    .expectErrorSatisfies(EgressTest::isRefusal)
                    .verify(PATIENCE);
            assertThat(upstream.connections()).isZero();
        }
    }

    private static Duration assertDns(UpstreamClient client) {
        return StepVerifier.create(
                        Exchanges.get(client.to(new UpstreamOrigin("http", "nothing.sallyport.invalid", 80)), "/"))
                .expectErrorSatisfies(error -> {
                    assertThat(error).isInstanceOf(UnknownHostException.class);
                    UpstreamFailure failure = UpstreamFailure.of(error);
                    assertThat(failure.error().code()).isEqualTo(ErrorCode.UPSTREAM_UNREACHABLE);
                    assertThat(failure.error().details()).containsEntry("reason", "dns");
                    assertThat(failure.requestWritten()).isFalse();
                })
                .verify(PATIENCE);
    }

    private static void isRefusal(Throwable error) {
        assertThat(error).isInstanceOf(EgressRefusedException.class);
        UpstreamFailure failure = UpstreamFailure.of(error);
        assertThat(failure.error().code()).isEqualTo(ErrorCode.BASE_URL_OVERRIDE_NOT_ALLOWED);
        assertThat(failure.requestWritten()).isFalse();
    }
}
