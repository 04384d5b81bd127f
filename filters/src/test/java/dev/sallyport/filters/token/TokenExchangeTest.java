// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.token;

import static dev.sallyport.filters.token.Asking.answer;
import static dev.sallyport.filters.token.Asking.json;
import static dev.sallyport.filters.token.TokenGrants.OAUTH2;
import static dev.sallyport.filters.token.TokenGrants.TOKEN;
import static dev.sallyport.filters.token.TokenGrants.asking;
import static dev.sallyport.filters.token.TokenGrants.oauth2;
import static dev.sallyport.filters.token.TokenGrants.ok;
import static dev.sallyport.filters.token.TokenGrants.outcomeOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.refresh.TokenOutcome;
import dev.sallyport.filters.refresh.TokenOutcome.Failing;
import dev.sallyport.filters.refresh.TokenOutcome.Granted;
import dev.sallyport.filters.refresh.TokenOutcome.Unknown;
import dev.sallyport.filters.refresh.TokenOutcome.Unsent;
import dev.sallyport.filters.testing.RawUpstream;
import dev.sallyport.filters.testing.RawUpstream.Script;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Token endpoints that do not answer, or too much, and those that may not be asked. */
class TokenExchangeTest {

    @AfterEach
    void goOnInRealTime() {
        VirtualTimeScheduler.reset();
    }

    @Test
    void anAnswerOfTwoMegabytesIsNotRead() throws Exception {
        String big = "{\"access_token\":\"" + "a".repeat(2 << 20) + "\"}";

        assertThat(outcomeOf(json(200, big), oauth2())).isEqualTo(new Failing("too_large", null));
    }

    @Test
    void anAnswerOfTwoMegabytesInChunksIsNotRead() throws Exception {
        String chunk = "1000\r\n" + " ".repeat(0x1000) + "\r\n";
        Script script = (request, wire) -> {
            wire.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (int i = 0; i < 512; i++) {
                wire.send(chunk);
            }
        };

        assertThat(outcomeOf(OAUTH2, script, oauth2())).isEqualTo(new Failing("too_large", null));
    }

    @Test
    void aCompressedAnswerIsReadAndABombIsNot() throws Exception {
        assertThat(outcomeOf(OAUTH2, gzipped(TOKEN), oauth2())).isInstanceOf(Granted.class);
        assertThat(outcomeOf(OAUTH2, gzipped(TOKEN + " ".repeat(50 << 20)), oauth2()))
                .isEqualTo(new Failing("too_large", null));
    }

    @Test
    void silenceIsAnUnknownOutcomeAfterOneRequest() throws Exception {
        VirtualTimeScheduler time = VirtualTimeScheduler.getOrSet();
        Script silence = (request, wire) -> {
            time.advanceTimeBy(Asking.LIMIT);
            wire.stall();
        };

        assertThat(outcomeOf(OAUTH2, silence, oauth2())).isEqualTo(new Unknown("timeout"));
    }

    @Test
    void anAnswerThatComesTooSlowlyIsAnUnknownOutcome() throws Exception {
        VirtualTimeScheduler time = VirtualTimeScheduler.getOrSet();
        byte[] answer = ok(TOKEN).getBytes(StandardCharsets.US_ASCII);
        Script drip = (request, wire) -> {
            for (byte each : answer) {
                time.advanceTimeBy(Asking.LIMIT.dividedBy(answer.length - 1));
                wire.send(new byte[] {each});
            }
        };

        assertThat(outcomeOf(OAUTH2, drip, oauth2())).isEqualTo(new Unknown("timeout"));
    }

    @Test
    void aResetAfterTheRequestIsAnUnknownOutcomeAndNothingIsSentAgain() throws Exception {
        try (RawUpstream server = RawUpstream.start((request, wire) -> wire.reset())) {
            assertThat(asking(OAUTH2, oauth2()).at(server)).isInstanceOf(Unknown.class);
            assertThat(server.received()).hasSize(1);
        }
    }

    @Test
    void aServerThatIsNotThereWasSentNothing() throws Exception {
        int port;
        try (RawUpstream gone = RawUpstream.answering("")) {
            port = gone.port();
        }

        assertThat(asking(OAUTH2, oauth2()).at(port)).isEqualTo(new Unsent("connect"));
    }

    @Test
    void whatMayNoLongerBeSentIsNot() throws Exception {
        try (RawUpstream server = RawUpstream.answering(ok(TOKEN))) {
            assertThat(asking(OAUTH2, oauth2()).tooLate().at(server)).isEqualTo(new Unsent("too_late"));
            assertThat(server.received()).isEmpty();
        }
    }

    @Test
    void theEgressPolicyHoldsForTokenEndpoints() throws Exception {
        try (RawUpstream server = RawUpstream.answering(ok(TOKEN))) {
            TokenOutcome outcome = asking(OAUTH2, oauth2()).confined().at(server);

            assertThat(outcome).isInstanceOf(Unsent.class);
            assertThat(server.connections()).isZero();
        }
    }

    private static Script gzipped(String body) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(body.getBytes(StandardCharsets.UTF_8));
        }
        return (request, wire) -> {
            wire.send("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: " + bytes.size() + "\r\n\r\n");
            wire.send(bytes.toByteArray());
        };
    }
}
