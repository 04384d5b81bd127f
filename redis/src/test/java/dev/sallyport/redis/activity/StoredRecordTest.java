// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.activity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.activity.ActivityRecord;
import dev.sallyport.filters.activity.ActivitySample;
import dev.sallyport.filters.activity.ActivityStep;
import dev.sallyport.filters.activity.ActivitySummary;
import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.redis.client.Bytes;
import dev.sallyport.redis.client.Digest;
import dev.sallyport.redis.client.StoredJson;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** What older and newer releases have written. */
class StoredRecordTest {

    private static final DetailsCodec CODEC = new DetailsCodec();

    private static final ActivityRecord FAILED = ActivitySample.in("dev")
            .failed(ErrorCode.UPSTREAM_UNREACHABLE, "no such host")
            .build();

    @Test
    void theOrderOfLinesIsWhatEveryReleaseWrites() {
        assertThat(Bytes.toText(SummaryText.write(FAILED)))
                .startsWith(
                        "502\n1\nupstream_unreachable\ngithub\ngithub\nGET\nacme\n/proxy/repos/acme/tool\napi.github.com\n\n"
                                + "no such host\n")
                .endsWith("\nkey_1\ncompleted\n2\n12345\n81000\n\n");
    }

    @Test
    void aNewerReleaseMayAddLinesAndWords() {
        byte[] newer = Bytes.of(
                "599\n1\nnew_error\ngithub\ngithub\nQUERY\nacme\n/proxy/x\nhost\n\n\n5\nkey\nnew_outcome\n1\n2\n3\n\nmore\nlines\n");

        ActivitySummary summary = SummaryText.read("dev", newer);

        assertThat(summary.status()).isEqualTo(599);
        assertThat(summary.error()).isNull();
        assertThat(summary.isFailed()).isTrue();
        assertThat(summary.replayOf()).isNull();
    }

    @Test
    void anOlderReleaseMayHaveWrittenLess() {
        ActivitySummary summary = SummaryText.read("dev", Bytes.of("200\n0\n\ngithub"));

        assertThat(summary.integration()).isEqualTo("github");
        assertThat(summary.path()).isEmpty();
        assertThat(summary.attempts()).isZero();
        assertThat(DetailsJson.read(summary, Map.of()).steps()).isEmpty();
    }

    @Test
    void stepsOfUnknownKindsAreLeftOut() {
        ActivityRecord read = DetailsJson.read(FAILED.summary(), StoredJson.read("""
                        {"steps":[{"type":"dance"},{"type":"wait","kind":"lunch"},{"type":"decision","again":true,"new":{}},7],
                        "request_headers":[["a"],["b","c","d"]],"query":5,"new":[]}""".getBytes(UTF_8)));

        assertThat(read.steps()).singleElement().isInstanceOf(ActivityStep.Decision.class);
        assertThat(read.requestHeaders()).containsExactly(new ActivityRecord.Header("b", "c"));
    }

    @Test
    void detailsOfAnotherFormatAreNone() {
        assertThat(CODEC.inflate(new byte[] {9, 1, 2, 3})).isEmpty();
        assertThat(CODEC.inflate(new byte[0])).isEmpty();
    }

    @Property(tries = 200)
    void detailsAreInflatedToWhatWasDeflated(@ForAll String text) {
        Map<String, Object> details = Map.of("query", encodable(text));

        assertThat(CODEC.inflate(
                        CODEC.deflate(List.of(StoredJson.write(details))).getFirst()))
                .isEqualTo(details);
    }

    /** Records of every release are deflated from it: another text needs another number. */
    @Test
    void theDictionaryStaysAsItIs() throws IOException {
        try (InputStream file = DetailsCodec.class.getResourceAsStream("activity-dictionary-1.txt")) {
            assertThat(Digest.of(new String(file.readAllBytes(), UTF_8)))
                    .isEqualTo("03f6a2dfca4e9b3080c23d4053519f5e165ee5b9e7396395be02bb39b06e0b48");
        }
    }

    /** Where a search looks for a connection: another sum would not find what is stored. */
    @Test
    void namesStayOnTheirLists() {
        assertThat(RecordList.connection("acme")).isEqualTo(new RecordList("connection", "2622", 23_627));
    }

    @Property(tries = 200)
    void lineBreaksInNamesMoveNothing(@ForAll String any) {
        String name = encodable(any);
        ActivityRecord written = ActivitySample.in("dev")
                .of("github", name)
                .request("GET", "/proxy/" + name)
                .build();

        ActivitySummary read = SummaryText.read("dev", SummaryText.write(written));

        assertThat(read.provider()).isEqualTo("github");
        assertThat(read.total()).isEqualTo(written.summary().total());
        assertThat(read.path()).hasSameSizeAs(written.summary().path());
    }

    @Property(tries = 500)
    void everyIdHasACursorAndEveryCursorIsReadOrRefused(@ForAll long millis, @ForAll long sequence) {
        RecordId id = new RecordId(millis & 0xFFFF_FFFF_FFFFL, sequence & 0xFFFF);

        assertThat(RecordId.fromCursor(id.toCursor())).isEqualTo(id);
        assertThat(RecordId.read(id.toString())).isEqualTo(id);
    }

    /** Without halves of characters, which UTF-8 cannot have. */
    private static String encodable(String text) {
        return new String(text.getBytes(UTF_8), UTF_8);
    }
}
