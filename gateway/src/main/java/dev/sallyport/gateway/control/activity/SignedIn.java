// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.activity;

import static dev.sallyport.gateway.control.http.Operation.needing;
import static org.springframework.http.HttpMethod.GET;

import dev.sallyport.filters.access.Scopes;
import dev.sallyport.gateway.control.http.Answer;
import dev.sallyport.gateway.control.http.Call;
import dev.sallyport.gateway.control.http.Endpoint;
import dev.sallyport.gateway.control.http.Guard;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Who looks, and what the page can offer. */
public final class SignedIn {

    private final Guard guard;
    private final String version;
    private final @Nullable String traceUrl;

    /** @param traceUrl of a trace, with {@code {trace_id}} where that goes; null where traces are not shown */
    public SignedIn(Guard guard, String version, @Nullable String traceUrl) {
        this.guard = guard;
        this.version = version;
        this.traceUrl = traceUrl;
    }

    public Endpoint endpoint() {
        return guard.endpoint(GET, "/api/activity/session", needing(Scopes.ACTIVITY), this::show);
    }

    private Mono<Answer> show(Call call) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("environment", call.environment());
        json.put("key_name", call.caller().name());
        json.put("scopes", call.caller().scopes().granted());
        json.put("may_replay", call.may(Scopes.PROXY));
        json.put("trace_url", traceUrl);
        json.put("version", version);
        return Mono.just(Answer.ok(Map.of("data", json)));
    }
}
