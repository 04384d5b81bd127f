// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaders;
import org.junit.jupiter.api.Test;

class ShortAnswerTest {

    @Test
    void anAnswerTellsNothingOfItselfButItsStatus() {
        HttpHeaders headers =
                DefaultHttpHeadersFactory.headersFactory().newHeaders().set("Set-Cookie", "session=canary");

        ShortAnswer answer = new ShortAnswer.Answered(200, headers, "canary".getBytes(UTF_8));

        assertThat(answer).hasToString("Answered[status=200]");
    }
}
