// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.error.ErrorCode;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelPipelineException;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What real servers cannot bring about. */
class UpstreamFailureTest {

    @Test
    void aSocketThatTheSystemDoesNotGiveIsOverloadBeforeAnythingWasSent() {
        UpstreamFailure failure = UpstreamFailure.of(
                new ChannelException(new IOException("newSocketStream(..) failed: Too many open files")));

        assertThat(failure.error().code()).isEqualTo(ErrorCode.OVERLOADED);
        assertThat(failure.error().retryAfter()).isEqualTo(Duration.ofSeconds(1));
        assertThat(failure.requestWritten()).isFalse();
    }

    @Test
    void anotherFaultOfAChannelIsOurs() {
        assertThat(UpstreamFailure.of(new ChannelPipelineException("handler: added twice"))
                        .error()
                        .code())
                .isEqualTo(ErrorCode.INTERNAL_ERROR);
    }
}
