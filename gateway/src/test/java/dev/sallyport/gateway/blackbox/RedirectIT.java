// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import static dev.sallyport.gateway.blackbox.SharedGateway.API_KEY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.testing.RawResponse;
import dev.sallyport.filters.testing.RawUpstream;
import dev.sallyport.filters.testing.RawUpstream.Received;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(SharedGateway.class)
class RedirectIT {

    private final SharedGateway.Running shared;

    RedirectIT(SharedGateway.Running shared) {
        this.shared = shared;
    }

    @ParameterizedTest
    @CsvSource({"301,GET", "302,GET", "303,GET", "307,GET", "308,GET", "302,HEAD"})
    void aRedirectWithinTheOriginIsFollowedWithTheCredential(int status, String method) throws IOException {
        try (RawUpstream upstream = redirecting(status, "../c?d=%zz#frag")) {
            RawResponse answer = shared.to(upstream, "bb-header").call(method, "/a/b?x=1", "X-Own: 1");

            assertThat(answer.status()).isEqualTo(200);
            Received second = upstream.received().get(1);
            assertThat(second.method()).isEqualTo(method);
            assertThat(second.target()).isEqualTo("/c?d=%zz");
            assertThat(second.headers("x-api-key")).containsExactly("the-key");
            assertThat(second.headers("x-own")).containsExactly("1");
            assertThat(answer.header("sallyport-source")).contains("upstream");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
    void anyOtherMethodsRedirectIsTheCallers(String method) throws IOException {
        try (RawUpstream upstream = redirecting(307, "/elsewhere")) {
            RawResponse answer = shared.to(upstream, "bb-header").call(method, "/");

            assertThat(answer.status()).isEqualTo(307);
            assertThat(answer.header("location")).contains("/elsewhere");
            assertThat(upstream.received()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 304, 305, 306})
    void otherThreeHundredsAreTheCallers(int status) throws IOException {
        try (RawUpstream upstream = redirecting(status, "/elsewhere")) {
            assertThat(shared.to(upstream, "bb-header").get("/").status()).isEqualTo(status);
            assertThat(upstream.received()).hasSize(1);
        }
    }

    @Test
    void anotherOriginGetsNoCredentialOfAnyKind() throws IOException {
        try (RawUpstream other = RawUpstream.answering(RawUpstream.ok("other"));
                RawUpstream upstream = redirecting(302, "http://localhost:" + other.port() + "/there")) {
            RawResponse answer = shared.to(upstream, "bb-header")
                    .get("/", "X-Own-Key: s", "Nango-Proxy-Cookie: a=b", "Accept: text/plain", "Range: bytes=0-1");

            assertThat(answer.text()).isEqualTo("other");
            Received hop = other.received().getFirst();
            assertThat(hop.target()).isEqualTo("/there");
            assertThat(hop.headers("x-api-key")).isEmpty();
            assertThat(hop.headers("x-own-key")).isEmpty();
            assertThat(hop.headers("cookie")).isEmpty();
            assertThat(hop.headers("authorization")).isEmpty();
            assertThat(hop.headers("accept")).containsExactly("text/plain");
            assertThat(hop.headers("range")).containsExactly("bytes=0-1");
            assertThat(hop.headers("host")).containsExactly("localhost:" + other.port());
        }
    }

    @Test
    void anotherPortIsAnotherOrigin() throws IOException {
        try (RawUpstream other = RawUpstream.answering(RawUpstream.ok("other"));
                RawUpstream upstream = redirecting(302, "http://127.0.0.1:" + other.port() + "/")) {
            shared.to(upstream, "bb-prefixed").get("/");

            assertThat(other.received().getFirst().headers("authorization")).isEmpty();
        }
    }

    @Test
    void whoComesBackToTheFirstOriginHasLostTheCredential() throws IOException {
        RawUpstream[] servers = new RawUpstream[2];
        try (RawUpstream upstream = RawUpstream.start((request, wire) -> wire.send(
                        request.target().equals("/start")
                                ? redirect(302, "http://localhost:" + servers[1].port() + "/")
                                : RawUpstream.ok("home")));
                RawUpstream other = RawUpstream.start((request, wire) ->
                        wire.send(redirect(302, "http://127.0.0.1:" + servers[0].port() + "/back")))) {
            servers[0] = upstream;
            servers[1] = other;
            assertThat(shared.to(upstream, "bb-header").get("/start").text()).isEqualTo("home");

            assertThat(upstream.received().get(1).headers("x-api-key")).isEmpty();
        }
    }

    @Test
    void headersGoAlongWhereAskedAndOnlyToTheProvidersHosts() throws IOException {
        try (RawUpstream other = RawUpstream.answering(RawUpstream.ok("other"))) {
            String bound = "http://127.0.0.1:" + other.port() + "/bound";
            String stranger = "http://localhost:" + other.port() + "/stranger";
            follow(bound, "bb-header", "Forward-Headers-On-Redirect: true");
            follow(bound, "bb-forwarding", "X-None: 1");
            follow(bound, "bb-forwarding", "Forward-Headers-On-Redirect: false");
            follow(stranger, "bb-header", "Forward-Headers-On-Redirect: true");
            follow(stranger, "bb-forwarding", "X-None: 1");

            assertThat(other.received().stream()
                            .map(hop -> hop.headers("x-api-key").size()))
                    .containsExactly(1, 1, 0, 0, 0);
        }
    }

    @Test
    void fiveHopsAreFollowedAndNotSix() throws IOException {
        try (RawUpstream upstream = RawUpstream.start((request, wire) -> {
            int left = Integer.parseInt(request.target().substring(1));
            wire.send(left == 0 ? RawUpstream.ok("there") : redirect(302, "/" + (left - 1)));
        })) {
            Route route = shared.to(upstream, "bb-header");

            assertThat(route.get("/5").text()).isEqualTo("there");
            RawResponse endless = route.get("/6");
            assertThat(endless.status()).isEqualTo(502);
            assertThat(endless.text()).contains("\"code\":\"bad_upstream\"");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://169.254.169.254/latest", "http://10.0.0.1/", "http://[::1]:80/", "http://0.0.0.0/"})
    void aRedirectToAForbiddenAddressIsRefused(String location) throws IOException {
        try (RawUpstream upstream = redirecting(302, location)) {
            RawResponse answer = shared.to(upstream, "bb-header").get("/");

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text()).contains("\"code\":\"base_url_override_not_allowed\"");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ftp://127.0.0.1/", "javascript:alert(1)", "http://user:pw@127.0.0.1/", "http://", "http://a b/"
            })
    void aLocationThatIsNoTargetIsTheCallers(String location) throws IOException {
        try (RawUpstream upstream = redirecting(302, location)) {
            RawResponse answer = shared.to(upstream, "bb-header").get("/");

            assertThat(answer.status()).isEqualTo(302);
            assertThat(answer.header("location")).contains(location);
        }
    }

    @Test
    void aGetThatCarriedABodyIsNotRepeatedWithoutIt() throws IOException {
        try (RawUpstream upstream = redirecting(307, "/elsewhere")) {
            RawResponse answer = shared.to(upstream, "bb-header").send("GET", "/", "query".getBytes());

            assertThat(answer.status()).isEqualTo(307);
            assertThat(upstream.received()).hasSize(1);
        }
    }

    @Test
    void aCredentialInTheQueryDoesNotFollowToAnotherOrigin() throws IOException {
        try (RawUpstream other = RawUpstream.answering(RawUpstream.ok("other"));
                RawUpstream upstream = redirecting(302, "http://localhost:" + other.port() + "/")) {
            shared.to(upstream, "bb-query").get("/");

            assertThat(upstream.received().getFirst().target()).contains("the-key");
            assertThat(other.received().getFirst().head()).doesNotContain("the-key");
        }
    }

    private void follow(String location, String provider, String header) throws IOException {
        try (RawUpstream upstream = redirecting(302, location)) {
            assertThat(shared.to(upstream, provider, API_KEY).get("/", header).status())
                    .isEqualTo(200);
        }
    }

    /** Redirects the first request and answers the others. */
    private static RawUpstream redirecting(int status, String location) throws IOException {
        return RawUpstream.start((request, wire) -> {
            boolean first = request.connection() == 1 && request.index() == 1;
            String done = request.method().equals("HEAD")
                    ? "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n"
                    : RawUpstream.ok("done");
            wire.send(first ? redirect(status, location) : done);
        });
    }

    private static String redirect(int status, String location) {
        return "HTTP/1.1 " + status + " Moved\r\nLocation: " + location + "\r\nContent-Length: 0\r\n\r\n";
    }
}
