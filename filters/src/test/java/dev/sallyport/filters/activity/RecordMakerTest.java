// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.activity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.error.ErrorCode;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecordMakerTest {

    private final RecordMaker maker = new RecordMaker(new ConnectionSecrets(), new ReplayMark(new Random(1)));

    /** The store has lists by integration, and callers can think of names without end. */
    @Test
    void aNameThatIsNoIntegrationsIsNotRecordedAsOne() {
        assertThat(integration(404, ErrorCode.UNKNOWN_PROVIDER_CONFIG)).isNull();
        assertThat(integration(404, ErrorCode.UNKNOWN_CONNECTION)).isEqualTo("i");
        assertThat(integration(404, null)).isEqualTo("i");
    }

    private @Nullable String integration(int status, @Nullable ErrorCode error) {
        return maker.make(EndedCalls.call("dev", "x", status, error)).summary().integration();
    }
}
