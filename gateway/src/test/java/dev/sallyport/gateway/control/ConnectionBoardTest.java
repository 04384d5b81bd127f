// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.refresh.TokenOutcome;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpMethod;

/** The clock stands at 2026-03-04T05:06:07Z. */
class ConnectionBoardTest {

    private static final List<String> READ = List.of("activity:read");

    private final ControlPlane plane = new ControlPlane().caller("reader", READ, null, null);

    @BeforeEach
    void integrations() {
        plane.post("/integrations", "{'provider':'mcp','unique_key':'mcp'}");
        plane.post("/integrations", "{'provider':'open','unique_key':'open'}");
    }

    @Test
    void aConnectionIsShownWithHowItsCredentialFares() {
        oauth("good", "2026-03-04T06:06:07Z", 7200);

        assertThat(read("").at("data.0").toString())
                .isEqualTo("{connection=good, integration=mcp, provider=mcp,"
                        + " type=OAUTH2, state=ok, reason=null, since=null, expires_at=2026-03-04T06:06:07.000Z,"
                        + " last_refreshed_at=null, created_at=2026-03-04T05:06:07.089Z}");
        assertThat(read("").at("next_cursor")).isNull();
    }

    @Test
    void theStateFollowsTheExpiryAndWhatTheProviderSaid() {
        oauth("good", "2026-03-04T06:06:07Z", 3600);
        oauth("soon", "2026-03-04T05:06:50Z", 3600);
        oauth("over", "2026-03-04T05:00:00Z", 3600);
        oauth("refused", "2026-03-04T05:00:00Z", 3600);
        plane.tokens.answers(new TokenOutcome.Refused("invalid_grant"));
        plane.get("/connections/refused?provider_config_key=mcp&force_refresh=true");
        plane.post(
                "/connections", "{'provider_config_key':'open','connection_id':'free','credentials':{'type':'NONE'}}");

        assertThat(names(read("?state=ok"))).containsExactlyInAnyOrder("good", "free");
        assertThat(names(read("?state=expiring"))).containsExactly("soon");
        assertThat(names(read("?state=expired"))).containsExactly("over");
        Reply broken = read("?state=broken");
        assertThat(names(broken)).containsExactly("refused");
        assertThat(broken.at("data.0.reason")).isEqualTo("invalid_grant");
        assertThat((String) broken.at("data.0.since")).endsWith("Z");
    }

    @Test
    void aTokenGotAfterTheConnectionWasMadeWasRenewed() {
        oauth("renewed", "2026-03-04T07:00:00Z", 3600);

        assertThat(read("").at("data.0.last_refreshed_at")).isEqualTo("2026-03-04T06:00:00.000Z");
    }

    @Test
    void aLifeThatNoTokenHasTellsNothing() {
        for (long life : new long[] {Long.MAX_VALUE, 5_000_000_000L, 0, -3600}) {
            oauth("odd", "2026-03-04T07:00:00Z", life);

            assertThat(read("").at("data.0.last_refreshed_at")).as("%d s", life).isNull();
        }
    }

    @Test
    void pagesGoOnWhereTheLastOneEnded() {
        for (String name : List.of("a", "b", "c")) {
            oauth(name, "2026-03-04T06:06:07Z", 3600);
        }

        Reply first = read("?limit=2");
        Reply second = read("?limit=2&cursor=" + first.at("next_cursor"));

        assertThat(names(first)).containsExactly("c", "b");
        assertThat(names(second)).containsExactly("a");
        assertThat(second.at("next_cursor")).isNull();
    }

    @Test
    void aQueryNarrowsAndAKeySeesOnlyItsOwn() {
        oauth("Acme-one", "2026-03-04T06:06:07Z", 3600);
        oauth("other", "2026-03-04T06:06:07Z", 3600);
        plane.post(
                "/connections",
                "{'provider_config_key':'open','connection_id':'acme-two','credentials':{'type':'NONE'}}");
        plane.caller("open-only", READ, List.of("open"), null);
        plane.caller("other-only", READ, null, List.of("other"));

        assertThat(names(read("?q=acme"))).containsExactly("acme-two", "Acme-one");
        assertThat(names(read("?integration=mcp"))).containsExactly("other", "Acme-one");
        assertThat(names(by("open-only"))).containsExactly("acme-two");
        assertThat(names(by("other-only"))).containsExactly("other");
    }

    @Test
    void noCredentialIsShown() {
        oauth("good", "2026-03-04T06:06:07Z", 3600);

        assertThat(read("").body()).doesNotContain("access-old", "refresh-old");
    }

    @ParameterizedTest
    @ValueSource(strings = {"state=bad", "limit=0", "cursor=x", "q=", "page=1"})
    void aBadQueryIsRefused(String query) {
        assertThat(read("?" + query).code()).isEqualTo("invalid_query_params");
    }

    private void oauth(String name, String expiry, long life) {
        Reply reply = plane.post(
                "/connections?verify=false",
                ("{'provider_config_key':'mcp','connection_id':'%s','credentials':{'type':'OAUTH2',"
                                + "'access_token':'access-old','refresh_token':'refresh-old','expires_at':'%s',"
                                + "'raw':{'access_token':'access-old','expires_in':%d}}}")
                        .formatted(name, expiry, life));
        assertThat(reply.status()).as(reply.body()).isEqualTo(201);
    }

    private Reply read(String query) {
        return plane.call("reader", HttpMethod.GET, "/api/activity/connections" + query, null);
    }

    private Reply by(String caller) {
        return plane.call(caller, HttpMethod.GET, "/api/activity/connections", null);
    }

    private static List<Object> names(Reply reply) {
        return ((List<?>) reply.at("data"))
                .stream()
                        .<Object>map(row -> ((Map<?, ?>) row).get("connection"))
                        .toList();
    }
}
