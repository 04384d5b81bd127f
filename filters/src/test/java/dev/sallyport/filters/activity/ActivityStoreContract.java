// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.activity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.filters.access.AllowList;
import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every store of records does. Each test has an environment of its own, so stores may be shared. */
public abstract class ActivityStoreContract {

    protected static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

    private final String environment = "env:{x}%3A" + UUID.randomUUID();
    private final Instant start = Instant.now().truncatedTo(ChronoUnit.MILLIS).minusSeconds(3_600);

    protected abstract ActivityStore store();

    @Test
    void aRecordIsReadAsItWasWritten() {
        ActivityRecord good = sample().trace(TRACE).build();
        ActivityRecord bad = sample().of(null, null)
                .failed(ErrorCode.UPSTREAM_UNREACHABLE, "no such host")
                .build();
        append(good, bad);

        List<ActivityPage.Entry> entries = page(ask()).entries();

        assertThat(entries).extracting(ActivityPage.Entry::summary).containsExactly(bad.summary(), good.summary());
        assertThat(find(entries.get(0).id())).isEqualTo(bad);
        assertThat(find(entries.get(1).id())).isEqualTo(good);
    }

    @Test
    void whatIsNotThereIsNotFound() {
        assertThat(find("1-1")).isNull();
        assertThat(find("no id")).isNull();
        ActivityPage none = page(ask());
        assertThat(none.entries()).isEmpty();
        assertThat(none.next()).isNull();
        assertThat(none.searchedTo()).isNull();
    }

    @Test
    void environmentsAreApart() {
        append(sample().build());
        String id = page(ask()).entries().getFirst().id();

        assertThat(store().find(environment + "x", id).block(PATIENCE)).isNull();
        assertThat(store().search(new ActivityAsk(environment + "x").query(), null, 10)
                        .block(PATIENCE)
                        .entries())
                .isEmpty();
    }

    @Test
    void pagesHaveEachRecordOnceWhileOthersCome() {
        IntStream.range(0, 25)
                .forEach(i -> append(at(i).request("GET", "/proxy/" + i).build()));
        List<String> paths = new ArrayList<>();
        @Nullable String cursor = null;
        do {
            ActivityPage page = store().search(ask().query(), cursor, 10).block(PATIENCE);
            page.entries().forEach(entry -> paths.add(entry.summary().path()));
            append(sample().request("GET", "/proxy/new").build());
            cursor = page.next();
        } while (cursor != null);

        assertThat(paths)
                .containsExactlyElementsOf(IntStream.range(0, 25)
                        .mapToObj(i -> "/proxy/" + (24 - i))
                        .toList());
    }

    @Test
    void everyPartOfAQueryHasToFit() {
        append(
                sample().request("GET", "/proxy/a").build(),
                sample().request("POST", "/proxy/b").status(404).build(),
                sample().request("GET", "/proxy/c")
                        .of("jira", "acme")
                        .status(500)
                        .build(),
                sample().request("GET", "/proxy/d")
                        .of("jira", "other")
                        .provider("atlassian")
                        .build(),
                sample().request("GET", "/proxy/e")
                        .of("jira", null)
                        .failed(ErrorCode.RATE_LIMITED, "Limit spent")
                        .build());

        assertThat(paths(ask().integration("jira"))).containsExactly("e", "d", "c");
        assertThat(paths(ask().connection("acme"))).containsExactly("c", "b", "a");
        assertThat(paths(ask().integration("jira").connection("acme"))).containsExactly("c");
        assertThat(paths(ask().provider("atlassian"))).containsExactly("d");
        assertThat(paths(ask().method("POST"))).containsExactly("b");
        assertThat(paths(ask().error("rate_limited"))).containsExactly("e");
        assertThat(paths(ask().error("no_such_code"))).isEmpty();
        assertThat(paths(ask().failed(true))).containsExactly("e", "c", "b");
        assertThat(paths(ask().failed(false))).containsExactly("d", "a");
        assertThat(paths(ask().failed(true).integration("jira"))).containsExactly("e", "c");
        assertThat(paths(ask().statuses(404, 404))).containsExactly("b");
        assertThat(paths(ask().statuses(400, 499))).containsExactly("e", "b");
        assertThat(paths(ask().statuses(200, 404))).containsExactly("d", "b", "a");
        assertThat(paths(ask().statuses(429, 500))).containsExactly("e", "c");
    }

    @Test
    void aTextIsPartOfWhatNamesACallInAnyCase() {
        append(
                sample().request("GET", "/proxy/a/Tickets").trace(TRACE).build(),
                sample().request("GET", "/proxy/b").of("github", "Müller-GmbH").build(),
                sample().request("GET", "/proxy/c")
                        .failed(ErrorCode.UPSTREAM_UNREACHABLE, "Name not known")
                        .build());

        assertThat(paths(ask().text("TICKETS"))).containsExactly("a/Tickets");
        assertThat(paths(ask().text("müller-g"))).containsExactly("b");
        assertThat(paths(ask().text("not known"))).containsExactly("c");
        assertThat(paths(ask().text("API.github"))).hasSize(3);
        assertThat(paths(ask().text(TRACE.substring(3, 9)))).containsExactly("a/Tickets");
        assertThat(paths(ask().text("application/json"))).isEmpty();
        assertThat(paths(ask().text("completed"))).isEmpty();
        assertThat(paths(ask().text("%a"))).isEmpty();
    }

    @Test
    void aTextThatIsAnIdFindsWhatItNames() {
        append(
                sample().request("GET", "/proxy/a").trace(TRACE).build(),
                sample().request("GET", "/proxy/b/" + TRACE.replace('a', 'b')).build());
        String id = page(ask()).entries().getFirst().id();

        assertThat(paths(ask().text(TRACE))).containsExactly("a");
        assertThat(paths(ask().text(TRACE.toUpperCase(Locale.ROOT)))).containsExactly("a");
        assertThat(paths(ask().text(TRACE.replace('a', 'b')))).hasSize(1);
        assertThat(paths(ask().text(id))).hasSize(1);
        assertThat(paths(ask().text(TRACE).connection("other"))).isEmpty();
        assertThat(paths(ask().text(id).connection("other"))).isEmpty();
        assertThat(paths(ask().text(id).between(start, start.plusSeconds(1)))).isEmpty();
    }

    @Test
    void aKeySeesWhatItsListsHave() {
        append(
                sample().request("GET", "/proxy/a").build(),
                sample().request("GET", "/proxy/b").of("jira", "acme").build(),
                sample().request("GET", "/proxy/c").of("jira", "other").build(),
                sample().request("GET", "/proxy/d").of(null, null).build());
        AllowList jira = AllowList.of(Set.of("jira"));
        AllowList two = AllowList.of(Set.of("jira", "github"));

        assertThat(paths(ask().see(jira, AllowList.EVERYTHING))).containsExactly("c", "b");
        assertThat(paths(ask().see(two, AllowList.EVERYTHING))).containsExactly("c", "b", "a");
        assertThat(paths(ask().see(jira, AllowList.of(Set.of("acme"))))).containsExactly("b");
        assertThat(paths(ask().see(jira, AllowList.EVERYTHING).integration("github")))
                .isEmpty();
        assertThat(counts(ask().see(jira, AllowList.EVERYTHING))).isEqualTo(List.of(2L, 0L));
        assertThat(counts(ask().see(two, AllowList.EVERYTHING))).isEqualTo(List.of(3L, 0L));
        assertThat(counts(ask().see(jira, AllowList.EVERYTHING).integration("github")))
                .isEqualTo(List.of(0L, 0L));
    }

    @Test
    void timesBoundASearch() {
        IntStream.range(0, 6)
                .forEach(i -> append(at(i).request("GET", "/proxy/" + i).build()));

        assertThat(paths(ask().between(start.plusSeconds(2), start.plusSeconds(4))))
                .containsExactly("3", "2");
        assertThat(paths(ask().between(start.plusSeconds(2), start.plusSeconds(4))
                        .connection("acme")))
                .containsExactly("3", "2");
        assertThat(paths(ask().between(start.minusSeconds(9), start))).isEmpty();
    }

    @Test
    void barsCountWhatSucceededAndWhatFailed() {
        IntStream.range(0, 12)
                .forEach(i -> append(at(i).status(i % 3 == 0 ? 500 : 200)
                        .request(i % 2 == 0 ? "GET" : "PUT", "/proxy/x")
                        .build()));
        ActivityAsk ask = ask().between(start.plusSeconds(2), start.plusSeconds(10));

        // Seconds 2 to 9, of which 3, 6 and 9 failed.
        assertThat(counts(ask)).isEqualTo(List.of(3L, 1L, 2L, 2L));
        assertThat(counts(ask().between(start.plusSeconds(2), start.plusSeconds(10))
                        .failed(true)))
                .isEqualTo(List.of(0L, 1L, 0L, 2L));
        assertThat(counts(ask().between(start.plusSeconds(2), start.plusSeconds(10))
                        .failed(false)))
                .isEqualTo(List.of(3L, 0L, 2L, 0L));
        assertThat(counts(ask().between(start.plusSeconds(2), start.plusSeconds(10))
                        .statuses(500, 599)))
                .isEqualTo(List.of(0L, 1L, 0L, 2L));
        assertThat(counts(ask().between(start.plusSeconds(2), start.plusSeconds(10))
                        .connection("acme")))
                .isEqualTo(List.of(3L, 1L, 2L, 2L));
        assertThat(counts(ask().between(start.plusSeconds(2), start.plusSeconds(10))
                        .method("GET")))
                .isEqualTo(List.of(2L, 0L, 1L, 1L));
    }

    @Test
    void barsCoverTheTimeWithoutGaps() {
        append(at(0).build());
        ActivityHistogram histogram = store().histogram(
                        ask().between(start, start.plusMillis(1_000)).query(), 7)
                .block(PATIENCE);

        assertThat(histogram.complete()).isTrue();
        assertThat(histogram.bars()).hasSize(7);
        assertThat(histogram.bars().getFirst().from()).isEqualTo(start);
        assertThat(histogram.bars().getLast().to()).isEqualTo(start.plusMillis(1_000));
        IntStream.range(1, 7)
                .forEach(i -> assertThat(histogram.bars().get(i).from())
                        .isEqualTo(histogram.bars().get(i - 1).to()));
        assertThat(histogram.bars())
                .extracting(ActivityHistogram.Bar::succeeded)
                .containsExactly(1L, 0L, 0L, 0L, 0L, 0L, 0L);
    }

    @Test
    void aFollowerGetsWhatComesAndNothingTwice() {
        append(sample().build());
        String known = follow(ask(), null).next();
        append(
                sample().request("GET", "/proxy/1").build(),
                sample().request("GET", "/proxy/2").status(500).build(),
                sample().request("GET", "/proxy/3").build());

        ActivityPage first = store().follow(ask().query(), known, 2).block(PATIENCE);
        ActivityPage second = store().follow(ask().query(), first.next(), 2).block(PATIENCE);
        ActivityPage none = follow(ask(), second.next());
        ActivityPage failures = follow(ask().failed(true), known);

        assertThat(names(first)).containsExactly("1", "2");
        assertThat(names(second)).containsExactly("3");
        assertThat(names(none)).isEmpty();
        assertThat(names(failures)).containsExactly("2");
        assertThat(names(follow(ask().failed(true), failures.next()))).isEmpty();
        assertThat(second.entries().getLast().id()).isEqualTo(second.next());
    }

    @Test
    void aFollowerMayComeBeforeTheFirstRecord() {
        String known = follow(ask(), null).next();
        append(sample().request("GET", "/proxy/1").build());

        assertThat(names(follow(ask(), known))).containsExactly("1");
    }

    @Test
    void whatIsNoCursorIsRefused() {
        for (String cursor : List.of("", "x", "1-1", "AQAAAAAAAAAAAAAAAAAAAA", "Av__________-_________w", "ü")) {
            assertThatThrownBy(() -> store().search(ask().query(), cursor, 10).block(PATIENCE))
                    .isInstanceOfSatisfying(GatewayException.class, error -> {
                        assertThat(error.code()).isEqualTo(ErrorCode.INVALID_QUERY_PARAMS);
                        assertThat(error.problems().getFirst().path()).containsExactly("cursor");
                    });
        }
        assertThatThrownBy(() -> follow(ask(), "yesterday"))
                .isInstanceOfSatisfying(
                        GatewayException.class,
                        error -> assertThat(error.problems().getFirst().path()).containsExactly("after"));
    }

    protected final ActivitySample sample() {
        return ActivitySample.in(environment);
    }

    /** One that ended so many seconds after the test's beginning of time, an hour ago. */
    protected final ActivitySample at(int second) {
        return sample().endedAt(start.plusSeconds(second));
    }

    protected final ActivityAsk ask() {
        return new ActivityAsk(environment);
    }

    protected final void append(ActivityRecord... records) {
        store().append(environment, List.of(records)).block(PATIENCE);
    }

    protected final ActivityPage page(ActivityAsk ask) {
        return store().search(ask.query(), null, 100).block(PATIENCE);
    }

    private ActivityPage follow(ActivityAsk ask, @Nullable String after) {
        return store().follow(ask.query(), after, 100).block(PATIENCE);
    }

    private @Nullable ActivityRecord find(String id) {
        return store().find(environment, id).block(PATIENCE);
    }

    private List<String> paths(ActivityAsk ask) {
        return names(page(ask));
    }

    /** Of two bars, succeeded and failed; of one over all time when none is asked for. */
    private List<Long> counts(ActivityAsk ask) {
        boolean isBounded = ask.query().from() != null;
        ActivityAsk bounded = isBounded ? ask : ask.between(start.minusSeconds(1), start.plusSeconds(7_200));
        List<Long> counts = new ArrayList<>();
        store().histogram(bounded.query(), isBounded ? 2 : 1)
                .block(PATIENCE)
                .bars()
                .forEach(bar -> {
                    counts.add(bar.succeeded());
                    counts.add(bar.failed());
                });
        return counts;
    }

    private static List<String> names(ActivityPage page) {
        return page.entries().stream()
                .map(entry -> entry.summary().path().substring("/proxy/".length()))
                .toList();
    }
}
