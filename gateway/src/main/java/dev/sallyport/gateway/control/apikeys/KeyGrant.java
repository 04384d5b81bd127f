// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.apikeys;

import dev.sallyport.filters.access.AllowList;
import dev.sallyport.filters.access.ApiKey;
import dev.sallyport.gateway.control.http.Call;
import dev.sallyport.gateway.control.http.JsonObject;
import dev.sallyport.gateway.control.http.Refusals;
import dev.sallyport.gateway.control.rules.Field;
import dev.sallyport.gateway.control.rules.Names;
import dev.sallyport.gateway.control.rules.ObjectRule;
import dev.sallyport.gateway.control.rules.Place;
import dev.sallyport.gateway.control.rules.Text;
import dev.sallyport.gateway.control.rules.Values;
import java.util.List;
import java.util.Set;

/** What one key may give to another: never more than it has. */
final class KeyGrant {

    static final ObjectRule RULE = ObjectRule.of(
            Field.required("name", Names.LABEL),
            Field.required(
                    "scopes",
                    Values.listOf(
                            Text.between(1, 100).where(KnownScopes::contains, "invalid_value", "Unknown scope"),
                            1,
                            100)),
            Field.optional("integrations", Values.listOf(Names.INTEGRATION, 0, 1000)),
            Field.optional("connections", Values.listOf(Names.CONNECTION, 0, 1000)));

    private KeyGrant() {}

    /** Fails with 400 when the body asks for more than the caller has. */
    static void check(Call call) {
        Refusals.checkBody(place -> {
            checkScopes(call, place.at("scopes"));
            checkList(call.caller().integrations(), call.body(), "integrations", place);
            checkList(call.caller().connections(), call.body(), "connections", place);
        });
    }

    /** What is asked for, or else the creator's own list: leaving it out must not widen anything. */
    static AllowList list(AllowList creator, JsonObject body, String name) {
        List<String> asked = body.texts(name);
        return asked.isEmpty() ? creator : AllowList.of(asked);
    }

    /** Whether everything the key can see, the viewer can see too. */
    static boolean isWithin(ApiKey viewer, ApiKey key) {
        return isWithin(viewer.integrations(), key.integrations()) && isWithin(viewer.connections(), key.connections());
    }

    private static boolean isWithin(AllowList wide, AllowList narrow) {
        Set<String> names = narrow.names();
        return wide.names() == null || (names != null && names.stream().allMatch(wide::allows));
    }

    private static void checkScopes(Call call, Place place) {
        List<String> scopes = call.body().texts("scopes");
        for (int i = 0; i < scopes.size(); i++) {
            if (!call.caller().scopes().allow(scopes.get(i))) {
                place.at(i).report("custom", "A key can only grant scopes it has itself");
            }
        }
    }

    private static void checkList(AllowList creator, JsonObject body, String name, Place place) {
        List<String> asked = body.texts(name);
        for (int i = 0; i < asked.size(); i++) {
            if (!creator.allows(asked.get(i))) {
                place.at(name).at(i).report("custom", "A key can only grant what it sees itself");
            }
        }
    }
}
