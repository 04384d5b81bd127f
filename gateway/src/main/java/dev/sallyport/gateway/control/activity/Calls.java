// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.activity;

import static dev.sallyport.gateway.control.http.Operation.needing;
import static org.springframework.http.HttpMethod.GET;

import dev.sallyport.filters.access.Scopes;
import dev.sallyport.filters.activity.ActivityHistogram;
import dev.sallyport.filters.activity.ActivityPage;
import dev.sallyport.filters.activity.ActivityStore;
import dev.sallyport.gateway.control.http.Answer;
import dev.sallyport.gateway.control.http.Call;
import dev.sallyport.gateway.control.http.Endpoint;
import dev.sallyport.gateway.control.http.Guard;
import dev.sallyport.gateway.control.http.Operation;
import dev.sallyport.gateway.control.rules.Field;
import dev.sallyport.gateway.control.rules.QueryValues;
import dev.sallyport.gateway.control.rules.Text;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Searching calls, counting them over time, reading one. */
public final class Calls {

    private static final int MOST = 200;
    private static final int USUAL_PAGE = 50;
    private static final int USUAL_BARS = 60;

    private static final Operation LIST = needing(Scopes.ACTIVITY)
            .query(CallFilter.fields(
                    Field.optional("limit", QueryValues.wholeNumber(1, MOST)),
                    Field.optional("cursor", Text.between(1, 256).printable())));
    private static final Operation COUNT = needing(Scopes.ACTIVITY)
            .query(CallFilter.fieldsOfPeriod(Field.optional("bars", QueryValues.wholeNumber(1, MOST))));

    private final Guard guard;
    private final ActivityStore store;
    private final RecordedCalls recorded;

    public Calls(Guard guard, ActivityStore store) {
        this.guard = guard;
        this.store = store;
        this.recorded = new RecordedCalls(store);
    }

    public List<Endpoint> endpoints() {
        return List.of(
                guard.endpoint(GET, "/api/activity", LIST, this::list),
                guard.endpoint(GET, "/api/activity/histogram", COUNT, this::count),
                guard.endpoint(GET, "/api/activity/records/{id}", needing(Scopes.ACTIVITY), this::read));
    }

    private Mono<Answer> list(Call call) {
        return store.search(
                        CallFilter.of(call), call.query().textOrNull("cursor"), wholeNumber(call, "limit", USUAL_PAGE))
                .map(Calls::write);
    }

    private Mono<Answer> count(Call call) {
        return store.histogram(CallFilter.of(call), wholeNumber(call, "bars", USUAL_BARS))
                .map(Calls::write);
    }

    private Mono<Answer> read(Call call) {
        return recorded.named(call)
                .map(record -> Answer.ok(Map.of("data", RecordJson.write(call.variable("id"), record))));
    }

    private static Answer write(ActivityPage page) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("data", page.entries().stream().map(CallJson::write).toList());
        json.put("next_cursor", page.next());
        json.put("searched_to", CallJson.moment(page.searchedTo()));
        return Answer.ok(json);
    }

    private static Answer write(ActivityHistogram histogram) {
        return Answer.ok(Map.of(
                "data", histogram.bars().stream().map(CallJson::write).toList(), "complete", histogram.complete()));
    }

    static int wholeNumber(Call call, String name, int fallback) {
        String text = call.query().textOrNull(name);
        return text == null ? fallback : Integer.parseInt(text);
    }
}
