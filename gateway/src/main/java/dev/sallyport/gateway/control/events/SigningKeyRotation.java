// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.events;

import static dev.sallyport.gateway.control.http.Operation.needing;
import static org.springframework.http.HttpMethod.POST;

import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import dev.sallyport.gateway.control.http.Answer;
import dev.sallyport.gateway.control.http.Call;
import dev.sallyport.gateway.control.http.Endpoint;
import dev.sallyport.gateway.control.http.Guard;
import dev.sallyport.gateway.control.http.Operation;
import dev.sallyport.gateway.events.KeyRing;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Mono;

/** Replaces the key that an environment's events are signed with; the only time it is seen. */
public final class SigningKeyRotation {

    private static final Operation ROTATE = needing("environment:webhook_signing_key:rotate");

    private final Guard guard;
    private final KeyRing keys;

    public SigningKeyRotation(Guard guard, KeyRing keys) {
        this.guard = guard;
        this.keys = keys;
    }

    public List<Endpoint> endpoints() {
        return List.of(guard.endpoint(POST, "/environment/webhook-signing-key/rotate", ROTATE, this::rotate));
    }

    private Mono<Answer> rotate(Call call) {
        if (keys.isConfigured(call.environment())) {
            return Mono.error(new GatewayException(
                    ErrorCode.INVALID_REQUEST, "The signing key comes from configuration and is changed there"));
        }
        return keys.rotate(call.environment())
                .map(key -> Answer.ok(Map.of("data", Map.of("webhook_signing_key", key.reveal()))));
    }
}
