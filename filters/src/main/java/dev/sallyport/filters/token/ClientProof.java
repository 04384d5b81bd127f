// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.token;

import dev.sallyport.filters.catalog.TokenRules.ClientAuthentication;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.template.Template;
import dev.sallyport.filters.template.Variables;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** How a client proves to a token endpoint who it is: by its secret, or by an assertion that it signs. */
final class ClientProof {

    private final TokenExchange exchange;
    private final UniqueIds ids;

    ClientProof(TokenExchange exchange, UniqueIds ids) {
        this.exchange = exchange;
        this.ids = ids;
    }

    /**
     * One request's share in it.
     *
     * @param key for assertions; null for the client's secret
     * @param certificate that belongs to the key; null for none
     */
    record Client(
            ClientPair pair,
            @Nullable SecretText key,
            @Nullable SecretText certificate) {}

    /**
     * Makes a call whose client proves itself.
     *
     * @param maker uses {@link #addTo}
     */
    static Mono<TokenCall> call(ClientAuthentication method, Supplier<TokenCall> maker) {
        Mono<TokenCall> call = Mono.fromSupplier(maker);
        // A signature takes a millisecond of CPU, and one by an elliptic curve reads a file.
        return method == ClientAuthentication.PRIVATE_KEY_JWT ? call.subscribeOn(Schedulers.boundedElastic()) : call;
    }

    /**
     * @param url the token endpoint's, which assertions are made for
     * @throws UnusableKeyException when the key cannot be used
     */
    void addTo(
            Map<String, Object> parameters,
            HttpHeaders headers,
            ClientAuthentication method,
            Client client,
            Template url,
            Variables variables) {
        client.pair().addTo(parameters, headers, method);
        if (method != ClientAuthentication.PRIVATE_KEY_JWT) {
            return;
        }
        SecretText key = client.key() == null ? SecretText.of(client.pair().secret()) : client.key();
        try {
            parameters.putAll(ClientAssertion.of(
                    client.pair().id(),
                    String.valueOf(url.render(variables)),
                    key,
                    client.certificate(),
                    exchange.now(),
                    ids.next()));
        } catch (IllegalArgumentException e) {
            throw new UnusableKeyException(e);
        }
    }
}
