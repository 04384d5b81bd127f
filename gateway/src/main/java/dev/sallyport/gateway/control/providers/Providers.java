// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.providers;

import static dev.sallyport.gateway.control.http.Operation.needing;
import static org.springframework.http.HttpMethod.GET;

import dev.sallyport.filters.catalog.Catalog;
import dev.sallyport.filters.catalog.Provider;
import dev.sallyport.gateway.control.http.Answer;
import dev.sallyport.gateway.control.http.Call;
import dev.sallyport.gateway.control.http.Endpoint;
import dev.sallyport.gateway.control.http.Guard;
import dev.sallyport.gateway.control.http.Operation;
import dev.sallyport.gateway.control.http.Refusals;
import dev.sallyport.gateway.control.rules.Field;
import dev.sallyport.gateway.control.rules.Text;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** The endpoints below {@code /providers}. Every key may read the catalogue. */
public final class Providers {

    private static final Operation LIST = needing().query(Field.optional("search", Text.between(0, 255)));
    private static final Operation READ = needing();

    private final Guard guard;
    private final Catalog catalog;

    public Providers(Guard guard, Catalog catalog) {
        this.guard = guard;
        this.catalog = catalog;
    }

    public List<Endpoint> endpoints() {
        return List.of(
                guard.endpoint(GET, "/providers", LIST, this::list),
                guard.endpoint(GET, "/providers/{provider}", READ, this::read));
    }

    /** The search is plain text; the reference's regular expression would let a caller burn our time. */
    private Mono<Answer> list(Call call) {
        String search = call.query().textOrNull("search");
        String wanted = search == null ? "" : search.toLowerCase(Locale.ROOT);
        List<Map<String, @Nullable Object>> data = catalog.all().stream()
                .filter(provider -> provider.name().toLowerCase(Locale.ROOT).contains(wanted))
                .map(Providers::write)
                .toList();
        return Mono.just(Answer.ok(Map.of("data", data)));
    }

    private Mono<Answer> read(Call call) {
        Provider provider = catalog.find(call.variable("provider"));
        return provider == null
                ? Mono.error(Refusals.notFound("Unknown provider " + call.variable("provider")))
                : Mono.just(Answer.ok(Map.of("data", write(provider))));
    }

    private static Map<String, @Nullable Object> write(Provider provider) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>(provider.definition());
        json.put("name", provider.name());
        json.put("logo_url", "/images/template-logos/" + provider.name() + ".svg");
        return json;
    }
}
