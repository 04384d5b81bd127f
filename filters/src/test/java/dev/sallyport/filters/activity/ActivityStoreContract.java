// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.activity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.filters.access.AllowList;
import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every store of records does. */
public abstract class ActivityStoreContract extends ActivityStoreSteps {

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
}
