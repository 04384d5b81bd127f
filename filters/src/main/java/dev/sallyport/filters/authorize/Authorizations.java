// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.authorize;

import static dev.sallyport.filters.authorize.flow.AuthorizationException.Reason.INVALID_STATE;

import dev.sallyport.filters.authorize.flow.Arrival;
import dev.sallyport.filters.authorize.flow.AuthorizationException;
import dev.sallyport.filters.authorize.flow.AuthorizationFlow;
import dev.sallyport.filters.authorize.flow.CallbackQuery;
import dev.sallyport.filters.authorize.flow.Departure;
import dev.sallyport.filters.authorize.flow.Terms;
import dev.sallyport.filters.authorize.flow.WayBack;
import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.credential.SecretMap;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.crypto.Digests;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Sends browsers to providers and takes them back. What holds the two halves together is a state that is signed, counts once, and
 * only in the browser that began: it has a cookie whose digest is kept with the state (docs/adr/0012).
 */
public final class Authorizations {

    /** Where providers send browsers back to, below the public URL. */
    public static final String CALLBACK = "/oauth/callback";

    private static final int BROWSER_BYTES = 32;

    /** Of a state's id in a cookie's name, so that two tabs do not share one. */
    private static final int NAME_LENGTH = 12;

    private final AuthorizationSubjects subjects;
    private final AuthorizedConnections connections;
    private final AuthorizationStates states;
    private final StateTokens tokens;
    private final String redirectUri;
    private final Duration ttl;
    private final Clock clock;
    private final RandomGenerator random;

    /**
     * @param random secure, and does not block
     */
    public Authorizations(
            AuthorizationSubjects subjects,
            AuthorizedConnections connections,
            AuthorizationStates states,
            StateSigner signer,
            PublicUrl publicUrl,
            AuthorizeSettings settings,
            Clock clock,
            RandomGenerator random) {
        this.subjects = subjects;
        this.connections = connections;
        this.states = states;
        this.tokens = new StateTokens(signer);
        this.redirectUri = publicUrl.at(CALLBACK);
        this.ttl = settings.stateTtl();
        this.clock = clock;
        this.random = random;
    }

    /**
     * A browser on its way.
     *
     * @param location the provider's page
     * @param cookie the name to keep the secret under
     * @param secret proves that it is the same browser that comes back
     * @param ttl after which nobody waits for it any more
     */
    public record Started(String location, String cookie, SecretText secret, Duration ttl) {

        /** The location holds the state. */
        @Override
        public String toString() {
            return "Started[cookie=" + cookie + "]";
        }
    }

    /**
     * A connection that was authorized.
     *
     * @param created false when it existed before
     */
    public record Finished(Connection connection, String providerName, boolean created) {}

    /**
     * @param params values of the provider's {@code connection_config} fields that the user typed
     * @return fails with {@link AuthorizationException} where the session does not allow it or something is missing
     */
    public Mono<Started> begin(SecretText sessionToken, String integration, Map<String, String> params) {
        return subjects.open(sessionToken, integration, params)
                .flatMap(this::depart)
                .onErrorMap(AuthorizationException.class, error -> error.of(integration));
    }

    private Mono<Started> depart(Admitted admitted) {
        return Mono.defer(() -> {
            byte[] id = bytes(StateTokens.ID_BYTES);
            String state = tokens.write(id, clock.instant().plus(ttl));
            Terms terms = new Terms(state, redirectUri, admitted.params());
            return admitted.flow()
                    .depart(admitted.subject(), terms)
                    .flatMap(departure -> keep(StateTokens.encode(id), admitted, departure));
        });
    }

    private Mono<Started> keep(String id, Admitted admitted, Departure departure) {
        SecretText secret = SecretText.of(StateTokens.encode(bytes(BROWSER_BYTES)));
        Started started = new Started(departure.location(), cookieName(id), secret, ttl);
        return states.save(id, digest(secret.reveal()), pending(admitted, departure), ttl)
                .thenReturn(started);
    }

    private static PendingAuthorization pending(Admitted admitted, Departure departure) {
        Connection connection = admitted.subject().connection();
        Map<String, Object> config = new LinkedHashMap<>(connection.connectionConfig());
        config.putAll(departure.connectionConfig());
        return new PendingAuthorization(
                connection.key(),
                connection.provider(),
                admitted.reconnects(),
                SecretMap.of(config),
                connection.endUser(),
                connection.tags(),
                connection.webhookUrlOverride(),
                departure.carried());
    }

    /** The cookie that holds the proof for this state; null when the state is not of this gateway, or over. */
    public @Nullable String cookieFor(CallbackQuery query) {
        String id = idOf(query);
        return id == null ? null : cookieName(id);
    }

    /**
     * Takes the browser back, once.
     *
     * @param cookies values by name; null where there is none
     * @return fails with {@link AuthorizationException} for whatever keeps the connection from being stored
     */
    public Mono<Finished> finish(CallbackQuery query, Function<String, @Nullable String> cookies) {
        return Mono.defer(() -> {
            String id = idOf(query);
            String secret = id == null ? null : cookies.apply(cookieName(id));
            return id == null || secret == null
                    ? Mono.error(invalid())
                    : states.take(id, digest(secret))
                            .switchIfEmpty(Mono.error(Authorizations::invalid))
                            .flatMap(pending -> arrive(pending, query)
                                    .onErrorMap(
                                            AuthorizationException.class,
                                            error -> error.of(pending.key().integration())));
        });
    }

    private Mono<Finished> arrive(PendingAuthorization pending, CallbackQuery query) {
        WayBack back = new WayBack(query, pending.carried(), redirectUri);
        return subjects.reopen(pending).flatMap(admitted -> {
            AuthorizationFlow flow = admitted.flow();
            Mono<Arrival> arrival = flow.arrive(admitted.subject(), back);
            return arrival.flatMap(arrived -> connections.store(admitted, arrived));
        });
    }

    private @Nullable String idOf(CallbackQuery query) {
        String state = query.value("state");
        return state == null ? null : tokens.read(state, clock.instant());
    }

    /** One sentence for all of them: which it was is nobody's business who was not there. */
    private static AuthorizationException invalid() {
        return new AuthorizationException(
                INVALID_STATE,
                "This link does not belong to an authorization that this browser has begun, or it was used already, or it"
                        + " took too long. Start again from where you came.");
    }

    private static String cookieName(String id) {
        return "sallyport-authorize-" + id.substring(0, NAME_LENGTH);
    }

    private static String digest(String secret) {
        return Digests.sha256Hex(secret.getBytes(StandardCharsets.UTF_8));
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}
